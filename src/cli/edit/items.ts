import {isCollection, isPair, isScalar, Scalar, type CST, type Node, type Pair, type YAMLMap, type YAMLSeq} from 'yaml';
import {commentColumn, type Source} from './source.ts';

type SourceToken = CST.SourceToken;

/** An item of a collection and its place in the text: an element of a sequence, or a pair of a mapping. */
export interface Item {
  /** Key of a pair, as JSON has it. */
  readonly key: string;
  /** The value; null where the text has none. */
  readonly value: Node | null;
  /** Offset of its first character: of a dash, a key, or what stands in front of the key. */
  readonly start: number;
  /** Offset behind its last character; comments are not part of it, the end of the line is where a block scalar ends. */
  readonly end: number;
  /** Offset behind `:` or `-`, where the value may be written; of an element of a flow sequence its start. */
  readonly after: number;
  /** The lines that move with an item of a block: with the comments that are its own. The first may begin mid-line. */
  readonly from: number;
  readonly to: number;
}

export type Collection = YAMLMap | YAMLSeq;

/** The items of a collection that was parsed with its tokens. */
export function itemsOf(source: Source, collection: Collection): readonly Item[] {
  const tokens = (collection.srcToken as CST.BlockMap | undefined)?.items ?? [];
  const places = collection.items.map((item, index) => placeOf(source, item as Pair | Node, tokens[index]));
  return collection.flow === true ? places : places.map((_, index) => withLines(source, places, index));
}

function placeOf(source: Source, item: Pair | Node, token: CST.CollectionItem | undefined): Item {
  const value = valueOf(item);
  const isKeyed = isPair(item);
  const before = significant(token?.start);
  const between = significant(token?.sep);
  const keyStart = token?.key?.offset ?? value?.range?.[0] ?? 0;
  const start = before[0]?.offset ?? keyStart;
  const indicator = isKeyed
    ? between.find(each => each.type === 'map-value-ind')
    : before.find(each => each.type === 'seq-item-ind');
  const last = [...before, ...(token?.key === undefined || token.key === null ? [] : [token.key]), ...between].at(-1);
  const empty = last === undefined ? start : tokenEnd(last, item);
  return {
    key: isKeyed ? keyOf(item) : '',
    value,
    start,
    end: value === null || isMissing(value) ? empty : endOf(source, value),
    after: indicator === undefined ? start : endOfToken(indicator),
    from: start,
    to: start,
  };
}

function valueOf(item: Pair | Node): Node | null {
  return isPair(item) ? (item.value as Node | null) : item;
}

function keyOf(pair: Pair): string {
  if (!isScalar(pair.key)) return '';
  const {value} = pair.key;
  return typeof value === 'symbol' ? (value.description ?? '') : value === null ? '' : String(value);
}

/** Without space, comments and commas. */
function significant(tokens: readonly SourceToken[] | undefined): readonly SourceToken[] {
  return tokens?.filter(({type}) => !['space', 'comment', 'newline', 'comma'].includes(type)) ?? [];
}

function tokenEnd(token: CST.Token, item: Pair | Node): number {
  if ('source' in token) return endOfToken(token as SourceToken);
  const key = isPair(item) ? (item.key as Node | null) : null;
  return key?.range?.[1] ?? token.offset;
}

function endOfToken(token: {readonly offset: number; readonly source: string}): number {
  return token.offset + token.source.length;
}

/** True for the null of `key:`, for which there is no text. */
function isMissing(value: Node): boolean {
  return isScalar(value) && value.source === '' && value.type === 'PLAIN';
}

/** Offset behind the last character of a node. */
export function endOf(source: Source, node: Node): number {
  const [start = 0, end = 0] = node.range ?? [];
  if (isCollection(node) && node.flow !== true) return endOfLast(source, node) ?? end;
  if (!isScalar(node) || !isBlockScalar(node)) return end;
  const text = source.text.slice(start, end);
  // Empty lines below the text count where the header says so.
  if (/^[|>]\d*\+/.test(text)) return end;
  const content = /(?:[ \t]*\r?\n)+$/.exec(text);
  return content === null ? end : start + content.index + (/^[ \t]*\r?\n/.exec(content[0])?.[0].length ?? 0);
}

function endOfLast(source: Source, collection: Collection): number | undefined {
  const index = collection.items.length - 1;
  const last = collection.items[index] as Pair | Node | undefined;
  if (last === undefined) return undefined;
  return placeOf(source, last, (collection.srcToken as CST.BlockMap | undefined)?.items[index]).end;
}

export function isBlockScalar(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
}

function withLines(source: Source, items: readonly Item[], index: number): Item {
  const item = items[index] as Item;
  const previous = items[index - 1];
  const floor = previous === undefined ? 0 : linesEnd(source, previous, item);
  return {...item, from: linesStart(source, item, floor), to: linesEnd(source, item, items[index + 1])};
}

/** Comments directly above, in the column of the item, belong to it. */
function linesStart(source: Source, {start}: Item, floor: number): number {
  if (!source.isFirstOnLine(start)) return start;
  const column = source.column(start);
  let from = source.lineStart(start);
  while (from > floor) {
    const above = source.lineStart(from - 1);
    if (above < floor || commentColumn(source.lineAt(above)) !== column) break;
    from = above;
  }
  return from;
}

/** Comments below belong to the item where they are indented deeper than it. */
function linesEnd(source: Source, {start, end}: Item, next: Item | undefined): number {
  const column = source.column(start);
  let to = source.lineEnd(end);
  for (let at = to; at < (next?.start ?? source.text.length);) {
    const line = source.lineAt(at);
    const comment = commentColumn(line);
    if (comment === undefined || (comment >= 0 && comment <= column)) break;
    at += line.length;
    if (comment > column) to = at;
  }
  return to;
}
