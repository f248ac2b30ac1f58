import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {parseAllDocuments} from 'yaml';
import {isObject} from '../../../src/domain/json.ts';
import {runCli} from '../../support/run-cli.ts';

const SHOP = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'cli', 'shop.yaml'), 'utf8');
const POLICY = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'cli', 'policy.yaml'), 'utf8');
const OBJECTS = [SHOP, POLICY].flatMap(text => parseAllDocuments(text).map(document => document.toJS() as unknown));
const COMMANDS = [
  ['scan', '-', '--group-by', 'label:team'],
  ['scan', '-', '-o', 'json'],
  ['scan', '-', '--write-policy'],
  ['plan', '-'],
  ['convert', '-', '--remove-workarounds'],
  ['convert', '-', '--diff'],
  ['revert', '-'],
  ['why', 'deploy/web', '-'],
];

/** No crash: an exit code of the documented ones, and no sentence that says the mistake is ours. */
async function survives(stdin: string): Promise<void> {
  for (const argv of COMMANDS) {
    const {code, stderr} = await runCli(argv, {stdin});
    assert.ok(code === 0 || code === 1 || code === 2 || code === 3);
    assert.doesNotMatch(stderr, /mistake of Outrigger/);
  }
}

describe('garbage', function () {
  this.timeout(60_000);

  it('of a text that ends anywhere is no reason to crash', async () => {
    const end = fc.nat({max: SHOP.length});
    await fc.assert(
      fc.asyncProperty(end, async length => survives(SHOP.slice(0, length))),
      {numRuns: 20},
    );
  });

  it('of a text with characters changed is no reason to crash', async () => {
    const change = fc.record({
      at: fc.nat({max: SHOP.length}),
      by: fc.constantFrom('\t', '{', '"', ':', '\n', '&a ', '*a', '\0', '🚢', '- '),
    });
    const changed = fc.array(change, {minLength: 1, maxLength: 4});
    const text = (changes: readonly {at: number; by: string}[]): string =>
      changes.reduce((now, {at, by}) => now.slice(0, at) + by + now.slice(at + 1), SHOP);
    await fc.assert(
      fc.asyncProperty(changed, async changes => survives(text(changes))),
      {numRuns: 30},
    );
  });

  it('of wrong types in any field is no reason to crash', async () => {
    const wrong = fc.oneof(
      fc.constantFrom(null, 0, -1, '', 'x', true, [], {}, [null], [[]], {a: null}),
      fc.jsonValue(),
    );
    const objects = fc.tuple(fc.nat({max: 200}), wrong).map(([place, value]) => withWrong(OBJECTS, place, value));
    await fc.assert(
      fc.asyncProperty(objects, async items => survives(JSON.stringify({apiVersion: 'v1', kind: 'List', items}))),
      {numRuns: 80},
    );
  });

  it('of a scalar of a megabyte is no reason to crash', async () => {
    await survives(SHOP.replace('registry.example/web:1.0', 'x'.repeat(1_000_000)));
  });
});

/** The value with its n-th field, in the order of reading, replaced. */
function withWrong(value: unknown, place: number, wrong: unknown): unknown {
  let left = place;
  const visit = (inner: unknown): unknown => {
    if (left-- === 0) return wrong;
    if (Array.isArray(inner)) return inner.map(visit);
    return isObject(inner) ? Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, visit(each)])) : inner;
  };
  return visit(value);
}
