import type {YAMLSeq} from 'yaml';
import {align} from './align.ts';
import type {Context, Place} from './context.ts';
import {editItem} from './edit-item.ts';
import {elementLines} from './element-lines.ts';
import {itemsOf, type Item} from './items.ts';
import {takeLeaving} from './leaving.ts';
import type {Splice} from './splice.ts';

interface Lists {
  readonly old: readonly unknown[];
  readonly wanted: readonly unknown[];
  /** Of the list itself. */
  readonly place: Place;
}

/** Edits a list that is written with dashes; undefined: it must be written anew. */
export function editBlockSeq(
  context: Context,
  seq: YAMLSeq,
  {old, wanted, place}: Lists,
): readonly Splice[] | undefined {
  const {source} = context;
  const items = itemsOf(source, seq);
  const [first] = items;
  if (first === undefined || wanted.length === 0 || items.length !== old.length) return undefined;
  const {stays, moves} = align(old, wanted);
  const isSame = stays.size === old.length && stays.size === wanted.length;
  if (!isSame && !source.isFirstOnLine(first.start)) return undefined;
  const column = source.column(first.start);
  const inner = {column, kind: 'element', flow: false, leaving: new Map()} as const;
  const remaining = new Set(stays.values());
  return wanted
    .flatMap((element, index) => {
      const from = stays.get(index);
      if (from !== undefined) return editItem(context, items[from] as Item, {old: old[from], wanted: element}, inner);
      const moved = moves.get(index);
      const origin =
        moved === undefined
          ? takeLeaving(place.leaving, element)
          : {item: items[moved] as Item, old: old[moved], flow: false};
      const at = positionOf(items, stays, index);
      return [{start: at, end: at, text: elementLines(context, {wanted: element, origin}, column)}];
    })
    .concat(items.filter((_, index) => !remaining.has(index)).map(({from, to}) => ({start: from, end: to, text: ''})));
}

/** Above the next element that stays, else below the last one. */
function positionOf(items: readonly Item[], stays: ReadonlyMap<number, number>, index: number): number {
  const following = [...stays].filter(([to]) => to > index).map(([, from]) => from);
  const next = following.length === 0 ? undefined : items[Math.min(...following)];
  if (next !== undefined) return next.from;
  const last = [...stays.values()];
  return last.length === 0 ? (items[0]?.from ?? 0) : (items[Math.max(...last)]?.to ?? 0);
}
