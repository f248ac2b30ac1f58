import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Lab} from '../loop/lab.ts';

const NAMESPACE = 'cli-revert';

describe('outrigger revert --live', function () {
  this.timeout(120_000);
  let lab: Lab;
  /** Kubeconfigs: who may patch templates here, and who may only read. */
  let owner: string;
  let reader: string;
  const created = new Map<string, JsonObject>();

  before(async () => {
    lab = await Lab.open(NAMESPACE);
    [owner = '', reader = ''] = await people(['owner', 'reader']);
    await lab.start();
    await lab.policy('shop');
    for (const name of ['api', 'web']) {
      created.set(name, await lab.deployment(name));
      await eventually(`${name} is converted`, () => lab.inits(name).length > 0);
    }
  });

  after(async () => {
    await lab.close();
    await (await sharedCluster()).kubectl(['delete', 'clusterrolebinding', NAMESPACE]);
  });

  it('leaves alone what a policy in Enforce would convert again, and says what to do', async () => {
    const {code, stdout} = await revert(owner, 'deploy/web', '--yes');
    assert.equal(code, 2);
    assert.match(
      flat(stdout),
      /Deployment\/cli-revert\/web Stays: SidecarPolicy cli-revert\/shop .* would convert it again\. Set its mode to Audit/,
    );
    assert.doesNotMatch(stdout, /\/api/);
    assert.equal(lab.writes('web'), 1);
  });

  describe('once the policy only reports', () => {
    before(async () => {
      await lab.change('SidecarPolicy', 'shop', {spec: {conversion: {mode: 'Audit'}}});
    });

    it('shows what it would do, and does nothing where nobody says yes', async () => {
      const {code, stdout, stderr} = await revert(owner);
      assert.deepEqual([code, stderr.split('\n').at(-2)], [1, 'Nothing was changed: --yes does it.']);
      assert.match(
        stdout,
        /^Deployment\/cli-revert\/web\n {2}log: classic again, converted for the policy cli-revert\/shop; its pods are\n {2}replaced\.$/m,
      );
      assert.match(stdout, /^2 workloads can be put back\./m);
      assert.deepEqual(lab.inits('web'), ['log']);
    });

    it('says in the words of the API server what a person may not do', async () => {
      const {code, stderr} = await revert(reader, 'deploy/web', '--yes');
      assert.equal(code, 3);
      assert.match(stderr, /^Deployment\/cli-revert\/web: was not put back: .*cannot patch resource "deployments"/m);
    });

    it('puts back the one that is named, exactly', async () => {
      const {code, stdout, stderr} = await revert(owner, 'deploy/web', '--yes');
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^Deployment\/cli-revert\/web: put back\.$/m);
      await isAsBefore('web');
      assert.deepEqual(lab.inits('api'), ['log']);
    });

    it('puts back all the rest, and then there is nothing', async () => {
      assert.equal((await revert(owner, '--yes')).code, 0);
      await isAsBefore('api');
      const {code, stdout} = await revert(owner, '--yes');
      assert.deepEqual([code, stdout], [0, 'There is nothing here that Outrigger has converted.\n']);
    });

    it('names what is not there, and what is never converted where it is stored', async () => {
      const absent = await revert(owner, 'deploy/wbe');
      assert.deepEqual(
        [absent.code, absent.stderr],
        [3, 'There is no Deployment/cli-revert/wbe in context outrigger.\n'],
      );
      const pod = await revert(owner, 'pod/web-1');
      assert.match(pod.stderr, /^A Pod is never converted where it is stored: Deployment, /);
    });
  });

  async function revert(kubeconfig: string, ...argv: readonly string[]): Promise<CliEnd> {
    return runCliProcess(['revert', ...argv, '--live', '-n', NAMESPACE, '--kubeconfig', kubeconfig]);
  }

  async function isAsBefore(name: string): Promise<void> {
    await eventually(`${name} is put back`, () => lab.inits(name).length === 0 && lab.claim(name) === undefined);
    assert.deepEqual(lab.follower('Deployment').get(name)?.['spec'], created.get(name)?.['spec']);
  }

  async function people(users: readonly string[]): Promise<readonly string[]> {
    const cluster = await sharedCluster();
    const account = (user: string): string => `--serviceaccount=${NAMESPACE}:${user}`;
    for (const user of users) await cluster.kubectl(['create', 'serviceaccount', user, `--namespace=${NAMESPACE}`]);
    const everybody = users.map(account);
    await cluster.kubectl([
      'create',
      'clusterrolebinding',
      NAMESPACE,
      '--clusterrole=outrigger-live-reader',
      ...everybody,
    ]);
    const templates = ['rolebinding', 'owner', '--clusterrole=outrigger-templates', account('owner')];
    await cluster.kubectl(['create', ...templates, `--namespace=${NAMESPACE}`]);
    return Promise.all(users.map(async user => cluster.kubeconfigForServiceAccount(NAMESPACE, user)));
  }
});

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
