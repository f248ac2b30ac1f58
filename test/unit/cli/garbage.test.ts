import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {isObject} from '../../../src/domain/json.ts';
import {manifestObjects, manifestTexts} from '../../support/published-manifests.ts';
import {runCli} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const COMMANDS = [
  ['scan', '-', '--group-by', 'label:team'],
  ['scan', '-', '-o', 'json'],
  ['scan', '-', '--write-policy'],
  ['plan', '-'],
  ['convert', '-', '--remove-workarounds'],
  ['convert', '-', '--diff', '-o', 'json'],
  ['revert', '-'],
  ['why', 'deploy/web', '-'],
];

/** `standard input:12 (document 2): …`, or what is said of all of it. */
const PLACED = /^standard input(?::\d+)?(?: \([^)]*\))?: .{10,}\.$/s;
const WHOLE = /^(?:Nothing was changed\.|There is no Deployment\/default\/web among the files\..*|No sidecar that .*)$/;

/** No crash: an exit code of the documented ones, and of each problem a place and a sentence; none is a mistake of ours. */
async function survives(stdin: string | Uint8Array): Promise<void> {
  for (const argv of COMMANDS) {
    const {code, stderr} = await runCli(argv, {stdin});
    assert.ok(code === 0 || code === 1 || code === 2 || code === 3);
    const lines = stderr.split('\n').slice(0, -1);
    assert.ok(code !== 3 || lines.length > 0, `${argv.join(' ')} says nothing`);
    const odd = lines.filter(line => !PLACED.test(line) && !WHOLE.test(line));
    assert.deepEqual(odd, [], argv.join(' '));
  }
}

describe('garbage', function () {
  this.timeout(120_000);
  const TEXTS = manifestTexts();
  const OBJECTS = manifestObjects();
  const text = fc.constantFrom(...TEXTS);

  it('of a text that ends at any byte is no reason to crash', async () => {
    const cut = fc.tuple(text, fc.double({min: 0, max: 1, noNaN: true}));
    await fc.assert(
      fc.asyncProperty(cut, async ([whole, part]) => {
        const bytes = Buffer.from(whole);
        await survives(bytes.subarray(0, Math.floor(part * bytes.length)));
      }),
      {numRuns: 150},
    );
  });

  it('of a text with characters changed is no reason to crash', async () => {
    const change = fc.record({
      at: fc.double({min: 0, max: 1, noNaN: true}),
      by: fc.constantFrom('\t', '{', '"', ':', '\n', '&a ', '*a', '\0', '🚢', '- ', '<<: ', '\r', '\ufeff'),
    });
    const changed = fc.array(change, {minLength: 1, maxLength: 4});
    await fc.assert(
      fc.asyncProperty(text, changed, async (whole, changes) =>
        survives(
          changes.reduce((now, {at, by}) => {
            const place = Math.floor(at * now.length);
            return now.slice(0, place) + by + now.slice(place + 1);
          }, whole),
        ),
      ),
      {numRuns: 80},
    );
  });

  it('of wrong types in any field is no reason to crash', async () => {
    const wrong = fc.oneof(
      fc.constantFrom(null, 0, -1, '', 'x', true, [], {}, [null], [[]], {a: null}),
      fc.jsonValue(),
    );
    const spoilt = fc
      .tuple(fc.constantFrom(...OBJECTS), fc.double({min: 0, max: 1, noNaN: true}), wrong)
      .map(([object, place, value]) => withWrong(object, Math.floor(place * sizeOf(object)), value));
    const items = fc.tuple(spoilt, fc.option(fc.constantFrom(...OBJECTS.filter(isPolicy)), {freq: 2}));
    await fc.assert(
      fc.asyncProperty(items, async all => survives(JSON.stringify({apiVersion: 'v1', kind: 'List', items: all}))),
      {numRuns: 200},
    );
  });

  it('never changes a file, unless all of it can be read and edited', async () => {
    const folder = new TemporaryFolder();
    const cut = fc.tuple(text, fc.double({min: 0, max: 1, noNaN: true}), fc.constantFrom('', '\n\t- {', '\0', '*x'));
    try {
      await fc.assert(
        fc.asyncProperty(cut, fc.constantFrom('convert', 'revert'), async ([whole, part, end], command) => {
          const before = whole.slice(0, Math.floor(part * whole.length)) + end;
          folder.write('some.yaml', before);
          const {code} = await runCli([command, 'some.yaml', '-i'], {cwd: folder.path});
          const after = readFileSync(join(folder.path, 'some.yaml'), 'utf8');
          if (code === 3) assert.equal(after, before);
          else assert.notEqual((await runCli(['scan', '-'], {stdin: after})).code, 3);
        }),
        {numRuns: 60},
      );
    } finally {
      folder.remove();
    }
  });
});

function isPolicy(object: unknown): boolean {
  return isObject(object) && String(object['kind']).endsWith('SidecarPolicy');
}

/** How many fields and entries a value has, itself included. */
function sizeOf(value: unknown): number {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return inner.reduce<number>((sum, each) => sum + sizeOf(each), 1);
}

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
