import {CATALOG} from '../../../domain/catalog/catalog.ts';
import type {Profile} from '../../../domain/catalog/profile.ts';
import {allOf, firstOf, indented, not, type Case} from '../../cel/logic.ts';
import {celString} from '../../cel/text.ts';
import {AT_I} from '../container-texts.ts';
import {matchesAnyGlob} from '../globs.ts';
import {isAddedBy, isAsked} from '../injection.ts';
import {someMoved, type PodCheck} from './pod-check.ts';

/** A container that an injector adds, and would add again or put back; unless a command has written it and no more. */
export const injectedProxy: PodCheck = {
  code: 'InjectedProxy',
  variables: [
    {name: 'injectedProxy', expression: someMoved(`(${indented(firstOf(CATALOG.flatMap(cases), 'false'))})`)},
  ],
};

/** The first product that the container belongs to decides. */
function cases(profile: Profile): readonly Case[] {
  const {injector} = profile;
  if (injector === undefined) return [];
  return [[allOf([isAddedBy(profile, AT_I), isMarked(injector.onlyWith)]), not(isWrittenOnly(profile))]];
}

function isMarked(keys: readonly string[] | undefined): string {
  if (keys === undefined) return 'true';
  const isKey = matchesAnyGlob(keys, 'key');
  return `(variables.labels.exists(key, ${isKey}) || variables.annotations.exists(key, ${isKey}))`;
}

function isWrittenOnly(profile: Profile): string {
  const mark = profile.injector?.byHand?.annotation;
  if (mark === undefined) return 'false';
  const isThere = `(${celString(mark)} in variables.labels || ${celString(mark)} in variables.annotations)`;
  return allOf([isThere, 'has(c.image)', not(isAsked(profile))]);
}
