import {matchesGlob, matchesImage} from '../glob.ts';
import {stringAt, stringsAt, type JsonObject} from '../json.ts';
import type {Placed} from '../selection.ts';
import type {Profile} from './profile.ts';

type Marks = Pick<Profile, 'names' | 'images' | 'argument' | 'isUsuallyTheApp'>;

/**
 * Whether a container is this product's sidecar. Its usual name or image is enough; where the product is usually the
 * app itself, two of name, image and argument must agree: nobody wants their web server moved for being an nginx.
 */
export function recognises({names, images, argument, isUsuallyTheApp}: Marks, {name, container}: Placed): boolean {
  const image = stringAt(container, 'image') ?? '';
  const isNamed = names.some(glob => matchesGlob(glob, name));
  const isPictured = images.some(glob => matchesImage(glob, image));
  if (isUsuallyTheApp !== true) return isNamed || isPictured;
  const isAsked = argument !== undefined && wordsOf(container).includes(argument);
  return [isNamed, isPictured, isAsked].filter(Boolean).length >= 2;
}

/** Those of a shell command one by one, too. */
function wordsOf(container: JsonObject): readonly string[] {
  return [...stringsAt(container, 'command'), ...stringsAt(container, 'args')].flatMap(word => word.split(/\s+/));
}
