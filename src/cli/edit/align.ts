import {canonicalJson, isObject, stringAt} from '../../domain/json.ts';

/** For each element of a new list, where in the old one it comes from. */
export interface Alignment {
  /** Index in the old list of what stays in its place, perhaps changed. */
  readonly stays: ReadonlyMap<number, number>;
  /** Index in the old list of what comes from another place of it. */
  readonly moves: ReadonlyMap<number, number>;
}

/**
 * Compares two lists: by `name`, where all elements are objects with names of their own, else by value. As many
 * elements as possible stay; where as many others are gone as are new between two that stay, they are the same, changed.
 */
export function align(before: readonly unknown[], after: readonly unknown[]): Alignment {
  const named = haveNames(before) && haveNames(after);
  const identify = named ? nameOf : canonicalJson;
  const old = before.map(identify);
  const wanted = after.map(identify);
  const stays = longestCommon(old, wanted);
  if (!named) pairUp(stays, old.length, wanted.length);
  return {stays, moves: named ? movesOf(stays, old, wanted) : new Map()};
}

/** True where every element is an object with a name that no other one has. */
export function haveNames(list: readonly unknown[]): boolean {
  const names = list.map(each => (isObject(each) ? stringAt(each, 'name') : undefined));
  return !names.includes(undefined) && new Set(names).size === names.length;
}

function nameOf(element: unknown): string {
  return stringAt(element, 'name') ?? '';
}

/** Beyond this many comparisons the middle of two lists is taken as wholly different. */
const MAX_COMPARISONS = 4_000_000;

function longestCommon(old: readonly string[], wanted: readonly string[]): Map<number, number> {
  const common = new Map<number, number>();
  let head = 0;
  while (head < old.length && head < wanted.length && old[head] === wanted[head]) common.set(head, head++);
  let tail = 0;
  const rest = Math.min(old.length, wanted.length) - head;
  while (tail < rest && old[old.length - 1 - tail] === wanted[wanted.length - 1 - tail]) {
    tail += 1;
    common.set(wanted.length - tail, old.length - tail);
  }
  const middle = middlePairs(old.slice(head, old.length - tail), wanted.slice(head, wanted.length - tail));
  for (const [to, from] of middle) common.set(to + head, from + head);
  return common;
}

function middlePairs(old: readonly string[], wanted: readonly string[]): readonly (readonly [number, number])[] {
  if (old.length * wanted.length > MAX_COMPARISONS) return [];
  const lengths = commonLengths(old, wanted);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < wanted.length;) {
    if (old[i] === wanted[j]) pairs.push([j++, i++]);
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Length of the longest common subsequence from each pair of places on. */
function commonLengths(old: readonly string[], wanted: readonly string[]): readonly Uint16Array[] {
  const rows = old.map(() => new Uint16Array(wanted.length + 1));
  rows.push(new Uint16Array(wanted.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, below] = [rows[i] as Uint16Array, rows[i + 1] as Uint16Array];
    for (let j = wanted.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === wanted[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function pairUp(stays: Map<number, number>, oldLength: number, wantedLength: number): void {
  const fixed = [...stays].sort(([a], [b]) => a - b);
  let [lastTo, lastFrom] = [-1, -1];
  for (const [to, from] of [...fixed, [wantedLength, oldLength] as const]) {
    if (to - lastTo === from - lastFrom) for (let n = 1; n < to - lastTo; n += 1) stays.set(lastTo + n, lastFrom + n);
    [lastTo, lastFrom] = [to, from];
  }
}

function movesOf(
  stays: ReadonlyMap<number, number>,
  old: readonly string[],
  wanted: readonly string[],
): ReadonlyMap<number, number> {
  const places = new Map(old.map((name, index) => [name, index]));
  return new Map(
    wanted.flatMap((name, to) => {
      const from = places.get(name);
      return from === undefined || stays.has(to) ? [] : [[to, from] as const];
    }),
  );
}
