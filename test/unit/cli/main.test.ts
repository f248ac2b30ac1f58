import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import manifest from '../../../package.json' with {type: 'json'};
import {main} from '../../../src/cli/main.ts';
import {runCli} from '../../support/run-cli.ts';

const COMMAND = join(import.meta.dirname, '..', '..', '..', 'bin', 'outrigger');

describe('the command line', () => {
  it('prints the help and the version', async () => {
    assert.match((await runCli([])).stdout, /^Usage: outrigger COMMAND/m);
    assert.match((await runCli(['plan', '--help'])).stdout, /^Usage: outrigger plan PATH/m);
    assert.deepEqual(await runCli(['--version']), {code: 0, stdout: `${manifest.version}\n`, stderr: ''});
  });

  it('leaves run to the operator, flags and all', async () => {
    assert.equal((await runCli(['run', '--dry-run'])).code, 'Operator');
  });

  it('answers a mistake with a sentence and 3', async () => {
    assert.deepEqual(await runCli(['plan']), {
      code: 3,
      stdout: '',
      stderr: 'Say what to look at: outrigger plan PATH… (- is standard input) or --live.\n',
    });
  });

  it('answers with a sentence where there is no cluster to look at', async () => {
    const env = {HOME: '/nowhere'};
    const expected =
      'There is no kubeconfig: /nowhere/.kube/config does not exist. Pass --kubeconfig FILE, or set KUBECONFIG.\n';
    for (const argv of [['status'], ['scan', '--live'], ['why', 'deploy/a/b', '--live']]) {
      assert.deepEqual(await runCli(argv, {env}), {code: 3, stdout: '', stderr: expected});
    }
  });

  it('shows no stack even where the mistake is its own', async () => {
    const written: string[] = [];
    const stdout = {
      write: (): never => {
        throw new Error('disk full');
      },
    };
    const stderr = {write: (text: string) => written.push(text)};
    const code = await main(['explain', 'HostPort'], {stdin: nothing(), stdout, stderr, env: {}, cwd: '/'});
    assert.deepEqual([code, written], [3, ["This is a mistake of Outrigger's own, please report it: disk full\n"]]);
  });

  it('is what bin/outrigger starts, and reaches the operator from there', function () {
    this.timeout(30_000);
    const run = (...args: readonly string[]) => spawnSync(COMMAND, args, {encoding: 'utf8'});
    const mistaken = run('explain', 'HotsPort');
    assert.deepEqual([mistaken.status, mistaken.stdout], [3, '']);
    assert.match(run('run', '--help').stdout, /^Usage: outrigger run \[flags\]$/m);
  });
});

async function* nothing(): AsyncGenerator<string> {}
