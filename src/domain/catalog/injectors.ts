import {matchesGlob} from '../glob.ts';
import type {Placed} from '../selection.ts';
import {CATALOG} from './catalog.ts';
import type {Injector} from './injector.ts';
import {recognises} from './recognises.ts';

/** Keys of the pod template's labels and annotations. */
export type Marks = Readonly<Record<string, string>>;

/** The injector that a container belongs to, as far as its name, its image and the pod template's marks say. */
export function injectorOf(placed: Placed, marks: Marks): Injector | undefined {
  return CATALOG.find(profile => {
    if (profile.injector === undefined) return false;
    const {names, onlyWith} = profile.injector;
    const isIts = names === undefined ? recognises(profile, placed) : anyMatches(names, [placed.name]);
    return isIts && (onlyWith === undefined || anyMatches(onlyWith, Object.keys(marks)));
  })?.injector;
}

function anyMatches(globs: readonly string[], texts: readonly string[]): boolean {
  return globs.some(glob => texts.some(text => matchesGlob(glob, text)));
}
