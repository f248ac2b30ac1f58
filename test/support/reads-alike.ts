import assert from 'node:assert/strict';
import {parseDocument} from '../../src/cli/input/parse-document.ts';
import {parsePlainYaml} from '../../src/cli/input/parse-plain-yaml.ts';

/** What the fast way reads must be what the slow one reads; answers whether the fast one reads it at all. */
export function readsAlike(text: string): boolean {
  const plain = parsePlainYaml(text);
  if (plain === undefined) return false;
  const parsed = parseDocument(text);
  assert.deepEqual(parsed.type === 'Parsed' ? parsed.value : parsed.message, plain, text);
  return true;
}
