import assert from 'node:assert/strict';
import {FINDING_CODES} from '../../../src/api/codes.ts';
import {WORKLOAD_STATES} from '../../../src/api/reasons.ts';
import {explanations, NOT_RAISED_YET} from '../../../src/domain/explain/index.ts';
import {WORDS} from '../../../src/domain/explain/words/index.ts';
import {objectsAt} from '../../../src/domain/json.ts';
import {WORKAROUND_IDS} from '../../../src/domain/workarounds/workaround.ts';
import {runCli} from '../../support/run-cli.ts';
import {STATUS_WORDS} from '../../support/status-words.ts';

/** What a policy's status, its Events, the log and the answers of other commands say beside the codes of findings. */
const SEEN = new Set<string>([...WORKLOAD_STATES, ...STATUS_WORDS, ...WORKAROUND_IDS]);

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
    assert.match(end.stderr, /^There is no finding, state, reason or workaround "HotsPort"\. Did you mean HostPort\?/);
  });

  for (const word of SEEN) {
    it(`says something of ${word}`, async () => {
      const {code, stdout} = await runCli(['explain', word]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^${word}  an? `, 'm'));
      assert.match(stdout, /^What to do$/m);
      assert.deepEqual(
        stdout.split('\n').filter(line => line.length > 80 && !/^(?: {4}|\|)/.test(line)),
        [],
      );
    });
  }

  it('says where a word is seen, and all that goes by its name', async () => {
    const heads = async (word: string): Promise<readonly string[]> =>
      [...(await runCli(['explain', word])).stdout.matchAll(/^\w+ {2}\S.*$/gm)].map(([head]) => head);
    assert.deepEqual(await heads('InjectorTooOld'), ['InjectorTooOld  a reason of the state pending']);
    assert.deepEqual(await heads('settingsoutdated'), [
      'SettingsOutdated  information',
      'SettingsOutdated  a reason of the state converted',
    ]);
    assert.deepEqual(await heads('Paused'), [
      'Paused  a reason of the condition Progressing (False; True while any roll)',
      'Paused  a reason of the condition Degraded (True)',
    ]);
    assert.deepEqual(await heads('converted'), [
      'converted  a state of a workload',
      'Converted  an Event (Normal) on workload, policy',
    ]);
    assert.deepEqual(await heads('w2'), ['W2  a workaround']);
  });

  it('lists all codes that can be raised, and all other words, without one', async () => {
    const {stdout} = await runCli(['explain']);
    for (const code of Object.keys(explanations).filter(one => !NOT_RAISED_YET.some(no => no === one)))
      assert.match(stdout, new RegExp(`^${code} `, 'm'));
    for (const word of SEEN) assert.match(stdout, new RegExp(`^${word} +\\S`, 'm'));
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
    assert.deepEqual(one['words'], []);
    const reason: unknown = JSON.parse((await runCli(['explain', 'SkipLabel', '-o', 'json'])).stdout);
    assert.deepEqual(
      objectsAt(reason, 'words').map(({word, place}) => [word, place]),
      [['SkipLabel', {type: 'StateReason', states: ['skipped']}]],
    );
    const all: unknown = JSON.parse((await runCli(['explain', '-o', 'json'])).stdout);
    assert.equal(objectsAt(all, 'codes').length, Object.keys(FINDING_CODES).length);
    assert.equal(objectsAt(all, 'words').length, WORDS.length);
  });
});
