import {isPlainText, quoted, textOf} from '../cel/json-text.ts';

/** The JSON of one string, as a text. CEL quotes strings only where they stand in a list or a map. */
export function jsonOf(text: string): string {
  return `['%s'.format([[${text}]])].map(json, json.substring(1, json.size() - 1))[0]`;
}

/**
 * `,"key":"…"` with the JSON of a value as a string, for a record entry; '' where CEL writes the value in ways that are
 * not JSON's.
 */
export function jsonField(key: string, value: string): string {
  return `[${textOf(value)}].map(json, ${isPlainText('json')} ? ',"${key}":' + ${quoted('json')} : '')[0]`;
}
