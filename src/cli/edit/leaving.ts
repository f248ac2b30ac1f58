import {isSeq} from 'yaml';
import {isObject, sameJson, stringAt, type JsonObject} from '../../domain/json.ts';
import {haveNames} from './align.ts';
import type {Leaving} from './context.ts';
import {itemsOf, type Item} from './items.ts';
import type {Source} from './source.ts';

/** The named elements that the lists of an object lose: another list of it may get them. */
export function leavingFrom(
  source: Source,
  items: readonly Item[],
  {old, wanted}: {readonly old: JsonObject; readonly wanted: JsonObject},
): Leaving {
  const leaving: Leaving = new Map();
  for (const {key, value} of items) {
    const before = old[key];
    if (!isSeq(value) || !Array.isArray(before) || sameJson(before, wanted[key]) || !haveNames(before)) continue;
    const stay = new Set(Array.isArray(wanted[key]) ? wanted[key].map(each => stringAt(each, 'name')) : []);
    for (const [index, item] of itemsOf(source, value).entries()) {
      const name = stringAt(before[index], 'name');
      if (name !== undefined && !stay.has(name))
        leaving.set(name, {item, old: before[index], flow: value.flow === true});
    }
  }
  return leaving;
}

export type Origin = NonNullable<ReturnType<Leaving['get']>>;

/** The element that has gone elsewhere and is wanted here, and no more for others. */
export function takeLeaving(leaving: Leaving, wanted: unknown): Origin | undefined {
  const name = stringAt(wanted, 'name');
  const origin = name === undefined ? undefined : leaving.get(name);
  if (name === undefined || origin === undefined || !isAlike(origin.old, wanted)) return undefined;
  leaving.delete(name);
  return origin;
}

/** The same name can be chance: half of what it has must stay. */
function isAlike(old: unknown, wanted: unknown): boolean {
  if (!isObject(old) || !isObject(wanted)) return false;
  const keys = Object.keys(old);
  return keys.filter(key => sameJson(old[key], wanted[key])).length * 2 >= keys.length;
}
