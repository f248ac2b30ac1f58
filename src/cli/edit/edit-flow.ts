import {isMap} from 'yaml';
import {isObject, type JsonObject} from '../../domain/json.ts';
import {align} from './align.ts';
import type {Change, Context, Leaving, Place} from './context.ts';
import {editItem} from './edit-item.ts';
import {itemsOf, type Collection, type Item} from './items.ts';
import {keyOrder} from './key-order.ts';
import {leavingFrom, takeLeaving, type Origin} from './leaving.ts';
import {printFlow, printKey} from './print-value.ts';
import {indented} from './source.ts';
import {spliced, type Splice} from './splice.ts';

/** An item as it will be, and where it comes from. */
interface Piece {
  readonly key?: string;
  readonly wanted: unknown;
  readonly origin?: Origin | undefined;
}

/** Edits what stands in braces or brackets, JSON too; undefined: it must be written anew. */
export function editFlow(
  context: Context,
  node: Collection,
  change: Change,
  place: Place,
): readonly Splice[] | undefined {
  const items = itemsOf(context.source, node);
  const pieces = isMap(node) ? pairs(context, items, change) : elements(items, change, place.leaving);
  if (pieces === undefined || pieces.length === 0 || items.length === 0) return undefined;
  const inner: Place = {
    column: 0,
    kind: isMap(node) ? 'pair' : 'element',
    flow: true,
    leaving: leavingIn(context, items, change),
  };
  if (isInPlace(items, pieces)) {
    return pieces.flatMap(({origin, wanted}, index) =>
      editItem(context, items[index] as Item, {old: origin?.old, wanted}, inner),
    );
  }
  const [start = 0, end = 0] = node.range ?? [];
  return [{start, end, text: rebuilt(context, {start, end, items, pieces, inner})}];
}

function leavingIn({source}: Context, items: readonly Item[], {old, wanted}: Change): Leaving {
  return isObject(old) && isObject(wanted) ? leavingFrom(source, items, {old, wanted}) : new Map();
}

function isInPlace(items: readonly Item[], pieces: readonly Piece[]): boolean {
  return pieces.length === items.length && pieces.every(({origin}, index) => origin?.item === items[index]);
}

function pairs(context: Context, items: readonly Item[], change: Change): readonly Piece[] | undefined {
  const old = change.old as JsonObject;
  const wanted = change.wanted as JsonObject;
  if (items.some(({key}) => !Object.hasOwn(old, key))) return undefined;
  const present = Object.fromEntries(Object.entries(wanted).filter(entry => entry[1] !== undefined));
  const kept = items.filter(({key}) => Object.hasOwn(present, key));
  return keyOrder(
    kept.map(({key}) => key),
    present,
    context.below,
  ).map(key => {
    const item = kept.find(each => each.key === key);
    return {key, wanted: wanted[key], origin: item && {item, old: old[key], flow: true}};
  });
}

function elements(items: readonly Item[], change: Change, leaving: Leaving): readonly Piece[] | undefined {
  const old = change.old as readonly unknown[];
  const wanted = change.wanted as readonly unknown[];
  if (items.length !== old.length) return undefined;
  const {stays, moves} = align(old, wanted);
  return wanted.map((element, index) => {
    const from = stays.get(index) ?? moves.get(index);
    if (from === undefined) return {wanted: element, origin: takeLeaving(leaving, element)};
    return {wanted: element, origin: {item: items[from] as Item, old: old[from], flow: true}};
  });
}

interface Rebuilding {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
  readonly pieces: readonly Piece[];
  readonly inner: Place;
}

/** Old items with the text that stood in front of them, new ones with what stands between the others. */
function rebuilt(context: Context, {start, end, items, pieces, inner}: Rebuilding): string {
  const {text} = context.source;
  const leads = items.map((item, index) => text.slice(index === 0 ? start + 1 : items[index - 1]?.end, item.start));
  const between = separator(leads);
  const lineStart = /\r?\n[ \t]*$/.exec(between)?.[0];
  const parts = pieces.map((piece, index) => {
    const from = items.findIndex(item => item === piece.origin?.item);
    const lead = index === 0 ? leads[0] : from > 0 ? leads[from] : between;
    return `${lead ?? ''}${bodyOf(context, piece, {inner, lineStart})}`;
  });
  return text.charAt(start) + parts.join('') + text.slice(items.at(-1)?.end, end);
}

/** As between two others, where no comment is; else as in front of the first one. */
function separator([first = '', ...others]: readonly string[]): string {
  const between = others.find(lead => !lead.includes('#'));
  if (between !== undefined) return between;
  return first.includes('\n') && !first.includes('#') ? `,${first}` : ', ';
}

function bodyOf(
  context: Context,
  {key, wanted, origin}: Piece,
  {inner, lineStart}: {readonly inner: Place; readonly lineStart: string | undefined},
): string {
  const {source, style} = context;
  if (origin?.flow === true) {
    const {item, old} = origin;
    const text = spliced(source.text, editItem(context, item, {old, wanted}, inner), item.start, item.end);
    return lineStart === undefined ? text : shifted(text, columnsOf(lineStart) - marginOf(source.text, item.start));
  }
  const name = key === undefined ? '' : `${printKey(key, style)}: `;
  return (
    name +
    (Array.isArray(wanted) ? printList(context, wanted, {inner, lineStart}) : printFlow(wanted, style, lineStart))
  );
}

/** Columns in front of the item if it begins its line, else of what its line begins with. */
function marginOf(text: string, start: number): number {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
}

/** The first line stands where it is put; the others move with it. */
function shifted(text: string, by: number): string {
  const end = text.indexOf('\n') + 1;
  return end === 0 ? text : text.slice(0, end) + indented(text.slice(end), by);
}

/** A new list, with elements that other lists lose as they are written there. */
function printList(
  context: Context,
  wanted: readonly unknown[],
  {inner, lineStart}: {readonly inner: Place; readonly lineStart: string | undefined},
): string {
  const pieces = wanted.map(element => ({wanted: element, origin: takeLeaving(inner.leaving, element)}));
  if (wanted.length === 0 || !pieces.some(({origin}) => origin?.flow === true))
    return printFlow(wanted, context.style, lineStart);
  const deeper = lineStart === undefined ? undefined : lineStart + context.style.step;
  const bodies = pieces.map(piece =>
    bodyOf(context, piece, {inner: {...inner, kind: 'element', leaving: new Map()}, lineStart: deeper}),
  );
  return deeper === undefined ? `[${bodies.join(', ')}]` : `[${deeper}${bodies.join(`,${deeper}`)}${lineStart}]`;
}

function columnsOf(lineStart: string): number {
  return lineStart.replace(/[\r\n]+/, '').length;
}
