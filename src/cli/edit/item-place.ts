import {isCollection, isPair, isScalar, Scalar, type CST, type Node, type Pair, type YAMLMap, type YAMLSeq} from 'yaml';
import type {Source} from './source.ts';

/** An item of a collection, and where it stands in the text. */
export interface ItemPlace {
  /** Key of a pair, as JSON has it; empty for an element. */
  readonly key: string;
  /** The value; null where the text has none. */
  readonly value: Node | null;
  /** Offset of its first character: of a dash, a key, or what stands in front of the key. */
  readonly start: number;
  /** Offset behind its last character, without comments; behind the end of its last line for a block scalar. */
  readonly end: number;
  /** Offset behind `:` or `-`, where the value may be written; of an element of a flow sequence its start. */
  readonly after: number;
}

/** @param token - what the parser read for the item */
export function placeOf(source: Source, item: Pair | Node, token: CST.CollectionItem | undefined): ItemPlace {
  return isPair(item) ? pairPlace(source, item, token) : elementPlace(source, item, token);
}

function pairPlace(source: Source, pair: Pair, token: CST.CollectionItem | undefined): ItemPlace {
  const value = pair.value as Node | null;
  const key = pair.key as Node | null;
  const sep = significant(token?.sep);
  const [keyStart = 0, keyEnd = 0] = key?.range ?? [];
  return {
    key: keyOf(key),
    value,
    start: significant(token?.start)[0]?.offset ?? keyStart,
    end: isMissing(value) ? (lastEnd(sep) ?? keyEnd) : endOf(source, value),
    after: lastEnd(sep.filter(({type}) => type === 'map-value-ind')) ?? keyEnd,
  };
}

function elementPlace(source: Source, value: Node, token: CST.CollectionItem | undefined): ItemPlace {
  const before = significant(token?.start);
  const start = before[0]?.offset ?? value.range?.[0] ?? 0;
  return {
    key: '',
    value,
    start,
    end: isMissing(value) ? (lastEnd(before) ?? start) : endOf(source, value),
    after: lastEnd(before.filter(({type}) => type === 'seq-item-ind')) ?? start,
  };
}

function keyOf(key: Node | null): string {
  const value: unknown = isScalar(key) ? key.value : null;
  if (typeof value === 'string') return value;
  // The key of a merge is a symbol.
  if (typeof value === 'symbol') return value.description ?? '';
  return value === null ? '' : JSON.stringify(value);
}

/** Without space, comments and commas. */
function significant(tokens: readonly CST.SourceToken[] | undefined): readonly CST.SourceToken[] {
  return tokens?.filter(({type}) => !['space', 'comment', 'newline', 'comma'].includes(type)) ?? [];
}

function lastEnd(tokens: readonly CST.SourceToken[]): number | undefined {
  const last = tokens.at(-1);
  return last && last.offset + last.source.length;
}

/** True for the null of `key:`, for which there is no text. */
function isMissing(value: Node | null): value is null {
  return value === null || (isScalar(value) && value.source === '' && value.type === Scalar.PLAIN);
}

/** Offset behind the last character of a node. */
export function endOf(source: Source, node: Node): number {
  const [start = 0, end = 0] = node.range ?? [];
  if (isCollection(node) && node.flow !== true) return endOfLast(source, node) ?? end;
  return isScalar(node) && isBlockScalar(node) ? endOfBlockScalar(source, start, end) : end;
}

function endOfLast(source: Source, collection: YAMLMap | YAMLSeq): number | undefined {
  const index = collection.items.length - 1;
  const last = collection.items[index] as Pair | Node | undefined;
  if (last === undefined) return undefined;
  return placeOf(source, last, (collection.srcToken as CST.BlockMap | undefined)?.items[index]).end;
}

/** Empty lines below the text are part of it only where the header says so. */
function endOfBlockScalar({text}: Source, start: number, end: number): number {
  if (/^[|>]\d*\+/.test(text.slice(start, start + 3))) return end;
  let last = end;
  while (last > start && ' \t\r\n'.includes(text.charAt(last - 1))) last -= 1;
  const lineEnd = text.indexOf('\n', last);
  return lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
}

export function isBlockScalar(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
}
