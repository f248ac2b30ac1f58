/** Inside JSON these characters can only stand in strings, so they can be escaped in the text. */
const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;

/**
 * JSON as Go's encoding/json writes it. The API server compares the value of a JSON Patch `test` with its own encoding
 * byte by byte (evanphx/json-patch), so `a > b` in a command must come as `a \u003e b`, or the test fails for ever.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    ESCAPED_BY_GO,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
