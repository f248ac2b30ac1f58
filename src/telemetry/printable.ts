import {errorMessage} from '../runtime/errors.ts';

/** A value as JSON text, whatever it is: errors as their message, what JSON cannot hold as text. Never throws. */
export function printable(value: unknown): string {
  try {
    return JSON.stringify(value, replace);
  } catch (error) {
    // A circle, or a toJSON that throws: losing one value is better than losing the line.
    return JSON.stringify(`[unprintable: ${errorMessage(error)}]`);
  }
}

function replace(_key: string, value: unknown): unknown {
  if (value instanceof Error) return errorMessage(value);
  return ['bigint', 'function', 'symbol'].includes(typeof value) ? String(value) : value;
}
