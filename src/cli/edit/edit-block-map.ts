import type {YAMLMap} from 'yaml';
import {sameJson, type JsonObject} from '../../domain/json.ts';
import type {Context, Leaving} from './context.ts';
import {editItem} from './edit-item.ts';
import {elementLines} from './element-lines.ts';
import {itemsOf, type Item} from './items.ts';
import {keyOrder} from './key-order.ts';
import {leavingFrom, takeLeaving} from './leaving.ts';
import {isInline, printInline, printKey} from './print-value.ts';
import {printBehind} from './replace-value.ts';
import {indented} from './source.ts';
import type {Splice} from './splice.ts';

interface Objects {
  readonly old: JsonObject;
  readonly wanted: JsonObject;
}

/** Edits an object that is written over lines; undefined: nothing of it stays. */
export function editBlockMap(context: Context, map: YAMLMap, {old, wanted}: Objects): readonly Splice[] | undefined {
  const items = itemsOf(context.source, map);
  const stays = (item: Item): boolean => isMerge(item, old) || isIn(wanted, item.key);
  const kept = items.filter(stays);
  if (kept.length === 0) return undefined;
  const column = context.source.column(items[0]?.start ?? 0);
  const leaving = leavingFrom(context.source, items, {old, wanted});
  const place = {column, kind: 'pair', flow: false, leaving} as const;
  const edits = kept
    .filter(item => !isMerge(item, old))
    .flatMap(item => editItem(context, item, {old: old[item.key], wanted: wanted[item.key]}, place));
  return [...edits, ...removals(context, items, kept), ...added(context, kept, {old, wanted}, place)];
}

function isIn(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

/** `<<` brings the keys of another object; it is none itself. */
function isMerge({key}: Item, old: JsonObject): boolean {
  return key === '<<' && !Object.hasOwn(old, '<<');
}

/** The first keys may stand behind a dash: then what follows takes their place there, with its comments above. */
function removals({source}: Context, items: readonly Item[], kept: readonly Item[]): readonly Splice[] {
  const [first, next] = [items[0], kept[0]];
  if (first === undefined || next === undefined) return [];
  const gone = items.filter(item => !kept.includes(item));
  const lines = (item: Item): Splice => ({start: item.from, end: item.to, text: ''});
  if (first === next || source.isFirstOnLine(first.start)) return gone.map(lines);
  const above = source.lineStart(first.start);
  const comments = source.text.slice(next.from, source.lineStart(next.start));
  const dash = source.text.slice(above).search(/\S/);
  return [
    {start: above, end: above, text: indented(comments, dash - source.column(first.start))},
    {start: first.start, end: next.start, text: ''},
    ...gone.filter(item => item.start > next.start).map(lines),
  ];
}

function added(
  context: Context,
  kept: readonly Item[],
  {old, wanted}: Objects,
  {column, leaving}: {readonly column: number; readonly leaving: Leaving},
): readonly Splice[] {
  const keys = kept.map(item => item.key);
  const own = new Set(keys);
  const inherited = new Set(Object.keys(old).filter(key => !own.has(key) && sameJson(old[key], wanted[key])));
  const fresh = Object.fromEntries(Object.entries(wanted).filter(([key]) => isIn(wanted, key) && !inherited.has(key)));
  const order = keyOrder(keys, fresh, context.below);
  return order.flatMap((key, index) => {
    if (own.has(key)) return [];
    const at = positionOf(context, kept, order, index);
    return [{start: at, end: at, text: pairLines(context, key, wanted[key], {column, leaving})}];
  });
}

/** Above the comments of the key that it must precede, else below the key that it follows. */
function positionOf({source}: Context, kept: readonly Item[], order: readonly string[], index: number): number {
  const find = (key: string | undefined): Item | undefined => kept.find(item => item.key === key);
  const next = find(order.slice(index + 1).find(key => find(key) !== undefined));
  const previous = find(order.slice(0, index).findLast(key => find(key) !== undefined));
  const isBefore = previous === undefined || order[index] === 'initContainers';
  if (isBefore && next !== undefined && source.isFirstOnLine(next.start)) return next.from;
  return (previous ?? next)?.to ?? 0;
}

/** The lines of a new key. A list gets the elements that other lists lose as they are written there. */
function pairLines(
  context: Context,
  key: string,
  wanted: unknown,
  {column, leaving}: {readonly column: number; readonly leaving: Leaving},
): string {
  const {style, source} = context;
  const head = `${' '.repeat(column)}${printKey(key, style)}:`;
  if (isInline(wanted)) return `${head} ${printInline(wanted, style)}${source.eol}`;
  if (!Array.isArray(wanted)) return `${head}${printBehind(context, wanted, {kind: 'pair', column})}${source.eol}`;
  const elements = wanted.map((element: unknown) => ({wanted: element, origin: takeLeaving(leaving, element)}));
  const model = elements.find(({origin}) => origin?.flow === false)?.origin;
  const dash = model === undefined ? column + (style.indentSeq ? 2 : 0) : source.column(model.item.start);
  return `${head}${source.eol}${elements.map(element => elementLines(context, element, dash)).join('')}`;
}
