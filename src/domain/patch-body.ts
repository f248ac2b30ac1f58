import type {Operation} from './decision.ts';

/**
 * The body of a JSON Patch request as the API server must get it.
 * It compares a `test` value's strings as JSON text with its own encoding of the object, and Go writes `<`, `>`, `&`,
 * U+2028 and U+2029 as escapes: an unescaped `a && b` in a command would fail its test for ever
 * (gopkg.in/evanphx/json-patch.v4 4.13.0, lazyNode.equal; encoding/json, HTML escaping).
 */
export function patchBody(operations: readonly Operation[]): string {
  return JSON.stringify(operations).replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
