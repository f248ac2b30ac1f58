import assert from 'node:assert/strict';
import {FINDING_CODES} from '../../../src/api/codes.ts';
import {explanations, NOT_RAISED_YET} from '../../../src/domain/explain/index.ts';
import {objectsAt} from '../../../src/domain/json.ts';
import {runCli} from '../../support/run-cli.ts';

describe('outrigger explain', () => {
  for (const code of Object.keys(FINDING_CODES)) {
    it(`says something of ${code}`, async () => {
      const {code: exit, stdout} = await runCli(['explain', code]);
      assert.equal(exit, 0);
      assert.ok(stdout.startsWith(code), stdout);
      assert.match(stdout, /^Why it matters$[^]*^What to do$[^]*^Example$/m);
      assert.equal(
        /does not raise it/.test(stdout),
        NOT_RAISED_YET.some(one => one === code),
      );
    });
  }

  it('takes a code in any case', async () => {
    assert.match((await runCli(['explain', 'hostport'])).stdout, /^HostPort/);
  });

  it('names what a mistyped code may mean', async () => {
    const end = await runCli(['explain', 'HotsPort']);
    assert.deepEqual([end.code, end.stdout], [3, '']);
    assert.match(end.stderr, /^There is no finding "HotsPort"\. Did you mean HostPort\?/);
  });

  it('lists all codes that can be raised without one', async () => {
    const {stdout} = await runCli(['explain']);
    for (const code of Object.keys(explanations).filter(one => !NOT_RAISED_YET.some(no => no === one)))
      assert.match(stdout, new RegExp(`^${code} `, 'm'));
    assert.deepEqual(
      stdout.split('\n').filter(line => line.length > 80),
      [],
    );
  });

  it('tells programs', async () => {
    const one = JSON.parse((await runCli(['explain', 'HostPort', '-o', 'json'])).stdout) as Record<string, unknown>;
    assert.deepEqual(
      [one['kind'], one['code'], one['severity'], one['acknowledgeable'], one['raised'], typeof one['todo']],
      ['Explanation', 'HostPort', 'block', true, true, 'string'],
    );
    const all: unknown = JSON.parse((await runCli(['explain', '-o', 'json'])).stdout);
    assert.equal(objectsAt(all, 'codes').length, Object.keys(FINDING_CODES).length);
  });
});
