import {NOT_SIDECARS} from '../../domain/catalog/not-sidecars.ts';
import type {Profile} from '../../domain/catalog/profile.ts';
import {allOf, anyOf, not} from '../cel/logic.ts';
import {celPattern} from '../cel/text.ts';
import {SPACE, type ContainerTexts} from './container-texts.ts';
import {matchesAnyGlob, matchesAnyImage} from './globs.ts';
import type {UnitRule} from './rules.ts';

/** Whether a rule matches a container, as `select` in the domain has it. */
export function matchesRule({rule, profile}: UnitRule, texts: ContainerTexts): string {
  if (rule.match === undefined) {
    return profile === undefined ? 'false' : allOf([recognises(profile, texts), not(anyOf(notSidecars(texts)))]);
  }
  const {names, images} = rule.match;
  if (names.length + images.length === 0) return 'false';
  return allOf([
    ...(names.length > 0 ? [matchesAnyGlob(names, texts.name)] : []),
    ...(images.length > 0 ? [matchesAnyImage(images, texts)] : []),
  ]);
}

/** Whether a container is the product's, by its name, image and words (`recognises` in the domain). */
export function recognises({names, images, argument, isUsuallyTheApp}: Profile, texts: ContainerTexts): string {
  const named = matchesAnyGlob(names, texts.name);
  const pictured = matchesAnyImage(images, texts);
  if (isUsuallyTheApp !== true) return anyOf([named, pictured]);
  if (argument === undefined) return allOf([named, pictured]);
  const asked = `${texts.words}.exists(w, w.matches(${celPattern(`(^|${SPACE})${argument}(${SPACE}|$)`)}))`;
  return anyOf([allOf([named, pictured]), allOf([asked, anyOf([named, pictured])])]);
}

function notSidecars(texts: ContainerTexts): readonly string[] {
  return NOT_SIDECARS.map(({names, images}) =>
    anyOf([matchesAnyGlob(names, texts.name), matchesAnyImage(images, texts)]),
  );
}
