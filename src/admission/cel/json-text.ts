import {PLAIN_TEXT} from '../../domain/record-text.ts';
import {celPattern} from './text.ts';

/** The value as JSON text; the same text as `celText` writes where it is plain. */
export function textOf(value: string): string {
  return `'%s'.format([${value}])`;
}

/** Whether a text is JSON as everybody writes it (see `isPlain`). */
export function isPlainText(text: string): string {
  return `${text}.matches(${celPattern(PLAIN_TEXT)})`;
}

/** A plain text as a JSON string without braces, as `printRecord` writes it. */
export function quoted(text: string): string {
  const escapes = [
    [String.raw`r'\'`, String.raw`r'\\'`],
    [`'"'`, String.raw`r'\"'`],
    [`'{'`, String.raw`r'\u007b'`],
    [`'}'`, String.raw`r'\u007d'`],
  ];
  return `'"' + ${text}${escapes.map(([from, to]) => `.replace(${from}, ${to})`).join('')} + '"'`;
}
