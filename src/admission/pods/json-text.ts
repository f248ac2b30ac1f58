import {PLAIN_TEXT} from '../../domain/record-text.ts';
import {celPattern} from '../cel/text.ts';

/** The JSON of one string, as a text. CEL quotes strings only where they stand in a list or a map. */
export function jsonOf(text: string): string {
  return `['%s'.format([[${text}]])].map(json, json.substring(1, json.size() - 1))[0]`;
}

/**
 * `,"key":"…"` with the JSON of a value as a string, for a record entry: the braces inside are escapes, so that an entry
 * ends with the first brace. '' where CEL writes the value in ways that are not JSON's (see `isPlain` in the domain).
 */
export function jsonField(key: string, value: string): string {
  const escaped = [
    [String.raw`r'\'`, String.raw`r'\\'`],
    [`'"'`, String.raw`r'\"'`],
    [`'{'`, String.raw`r'\u007b'`],
    [`'}'`, String.raw`r'\u007d'`],
  ].map(([from, to]) => `.replace(${from}, ${to})`);
  const field = `',"${key}":"' + json${escaped.join('')} + '"'`;
  return `['%s'.format([${value}])].map(json, json.matches(${celPattern(PLAIN_TEXT)}) ? ${field} : '')[0]`;
}
