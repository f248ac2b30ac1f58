import {isObject} from './json.ts';

/**
 * JSON as CEL's `'%s'.format([value])` prints it: sorted keys, a space behind commas and none behind colons
 * (cel-go ext/formatting.go). A record must be the same text whoever writes it, or the first apply after a conversion
 * would change the object.
 */
export function celText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(celText).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [JSON.stringify(key), celText(member)] as const);
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(member => member.join(':'))
    .join(', ')}}`;
}

/** Printable ASCII with JSON's short escapes; shared with the admission policy, so it must be RE2 as well. */
export const PLAIN_TEXT = String.raw`^(?:[ -\[\]-~]|\\[\\"bfnrt])*$`;

const PLAIN = new RegExp(PLAIN_TEXT);

/** Whether CEL prints the value as JSON does. It escapes control characters, and some others, in ways of its own. */
export function isPlain(value: unknown): boolean {
  return PLAIN.test(celText(value));
}
