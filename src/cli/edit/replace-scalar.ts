import {Scalar} from 'yaml';
import type {Context, Place} from './context.ts';
import {isBlockScalar} from './item-place.ts';
import type {Item} from './items.ts';
import {printFlow, printInline} from './print-value.ts';
import {endInLine, replaceValue} from './replace-value.ts';
import type {Source} from './source.ts';
import type {Splice} from './splice.ts';

/** Writes another scalar in the place of one, in its quotes or as a block of lines like it. */
export function replaceScalar(
  context: Context,
  {item, scalar}: {readonly item: Item; readonly scalar: Scalar},
  wanted: unknown,
  place: Place,
): readonly Splice[] {
  const [start = 0, valueEnd = 0] = scalar.range ?? [];
  if (start >= valueEnd) return replaceValue(context, item, wanted, place);
  const {style, source} = context;
  if (isBlockScalar(scalar)) {
    const text = (typeof wanted === 'string' ? lined(source, start, wanted) : undefined) ?? printInline(wanted, style);
    return [{start, end: endInLine(context, item), text}];
  }
  const quoted = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE ? scalar.type : undefined;
  const isPlainInFlow = place.flow && quoted === undefined;
  return [{start, end: item.end, text: isPlainInFlow ? printFlow(wanted, style) : printInline(wanted, style, quoted)}];
}

/** The lines of a text under the header that it had, as far as that fits; undefined: they cannot be written so. */
function lined({text, eol}: Source, start: number, wanted: string): string | undefined {
  const header = HEADER.exec(text.slice(start));
  if (header === null || !isWritable(wanted)) return undefined;
  const {rest = '', indent = ''} = header.groups ?? {};
  const lines = wanted.replace(/\n$/, '').split('\n');
  const isFolded = text.charAt(start) === '>' && lines.length === 1;
  const written = isFolded ? folded(text.slice(start + header[0].length), indent, wanted.trimEnd()) : lines;
  const body = written.map(line => (line === '' ? '' : indent + line));
  return [`${isFolded ? '>' : '|'}${chomping(wanted)}${rest}`, ...body].join(eol);
}

const HEADER = /^[|>][-+]?(?<rest>[^-+\d\r\n][^\r\n]*)?\r?\n(?:[ ]*\r?\n)*(?<indent>[ ]+)/;

/** One long line as the text folds it, where it is some of the lines that were there. */
function folded(text: string, indent: string, wanted: string): readonly string[] {
  const lines = `${indent}${text}`.split(/\r?\n/);
  const end = lines.findIndex(line => !line.startsWith(indent));
  const old = lines.slice(0, end === -1 ? undefined : end).map(line => line.slice(indent.length));
  for (let from = 0; from < old.length; from += 1) {
    if (!wanted.startsWith(old[from] ?? '')) continue;
    let to = from + 1;
    while (to < old.length && wanted.startsWith(old.slice(from, to + 1).join(' '))) to += 1;
    if (old.slice(from, to).join(' ') === wanted) return old.slice(from, to);
  }
  return [wanted];
}

function chomping(text: string): string {
  if (text.endsWith('\n\n')) return '+';
  return text.endsWith('\n') ? '' : '-';
}

/** Its first line says how far it is indented, so that must not begin with space, nor be empty. */
function isWritable(text: string): boolean {
  return /^[^\s]/.test(text) && !/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text);
}
