import {isBlockScalar} from './item-place.ts';
import type {Item} from './items.ts';
import {isCollection, isScalar} from 'yaml';
import type {Context, Place} from './context.ts';
import {isInline, printBlock, printFlow, printInline} from './print-value.ts';
import type {Splice} from './splice.ts';

/** Writes the whole value of an item anew. */
export function replaceValue(context: Context, item: Item, wanted: unknown, place: Place): readonly Splice[] {
  const end = endInLine(context, item);
  const start = startOf(context, item, wanted, place);
  const space = start === item.after && place.kind !== 'root' && !(place.flow && place.kind === 'element') ? ' ' : '';
  return [{start, end, text: textOf(context, wanted, {...place, space})}];
}

/** The value alone where it begins and stays on the line of its key or dash; else all behind the key or dash. */
function startOf({source}: Context, {value, after, end}: Item, wanted: unknown, place: Place): number {
  const start = value?.range?.[0] ?? after;
  if (value === null || start >= end || start < after) return after;
  if (place.flow || place.kind === 'root') return start;
  const isOnLine = !source.text.slice(after, start).includes('\n');
  return isOnLine && isInline(wanted) ? start : after;
}

/** Behind the value, before the end of its last line. */
export function endInLine({source}: Context, {value, end}: Item): number {
  const isBlock = value !== null && (isCollection(value) || (isScalar(value) && isBlockScalar(value)));
  if (!isBlock || source.text[end - 1] !== '\n') return end;
  return source.text[end - 2] === '\r' ? end - 2 : end - 1;
}

function textOf(context: Context, wanted: unknown, place: Place & {readonly space: string}): string {
  const {style} = context;
  if (place.flow) return place.space + printFlow(wanted, style);
  if (isInline(wanted)) return place.space + printInline(wanted, style);
  return printBehind(context, wanted, place);
}

/** An object or a list behind its key or dash: below the key, or beside the dash. */
export function printBehind(
  {style, source: {eol}}: Context,
  wanted: unknown,
  {kind, column}: Pick<Place, 'kind' | 'column'>,
): string {
  const inner = kind === 'root' ? column : column + columnsIn(wanted, kind, style.indentSeq);
  const text = printBlock(wanted, inner, {style, eol});
  if (kind === 'root') return text;
  return kind === 'pair' ? `${eol}${' '.repeat(inner)}${text}` : ` ${text}`;
}

function columnsIn(wanted: unknown, kind: Place['kind'], indentSeq: boolean): number {
  return kind === 'pair' && Array.isArray(wanted) && !indentSeq ? 0 : 2;
}
