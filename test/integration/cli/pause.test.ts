import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Lab} from '../loop/lab.ts';

const NAMESPACE = 'cli-pause';
const SERIES = `outrigger_policy_paused{policy="${NAMESPACE}/shop"}`;

describe('outrigger pause', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let lab: Lab;

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    await lab.policy('shop');
    await lab.deployment('first');
    await lab.start([]);
    await converted('first');
  });

  after(async () => {
    await run('resume');
    await lab.close();
  });

  it('of a policy lets nothing start, also after a restart, until it is resumed', async () => {
    const {code, stdout, stderr} = await run('pause', 'shop', '-n', NAMESPACE, '--reason', 'an outage');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^SidecarPolicy cli-pause\/shop: paused\. /);
    await holds('second', /^the policy is paused \(\S+Z by \S+: an outage\): outrigger resume lets it go on; /);
    await lab.operator.stop();
    await lab.start([]);
    await holds('third', /the policy is paused/);
    assert.match((await run('status', '-n', NAMESPACE)).stdout, /conversion Enforce, jobs Audit, paused \S+Z by /);
    const resumed = await run('resume', 'shop', '-n', NAMESPACE);
    assert.deepEqual([resumed.code, resumed.stdout], [0, 'SidecarPolicy cli-pause/shop: goes on.\n']);
    await goesOn('second', 'third');
  });

  it('of everything lets nothing start, also after a restart, until it is resumed', async () => {
    const {code, stdout} = await run('pause', '--reason', 'a freeze');
    assert.equal(code, 0);
    assert.match(stdout, /^Everything is paused\. What is converted stays/);
    await holds('fourth', /^everything is paused \(\S+Z by \S+: a freeze\): /);
    await lab.operator.stop();
    await lab.start([]);
    await holds('fifth', /everything is paused/);
    assert.match(
      (await run('status')).stdout.replaceAll(/\s+/g, ' '),
      /Everything is paused \(\S+Z by \S+: a freeze\): outrigger resume/,
    );
    const resumed = await run('resume');
    assert.deepEqual([resumed.code, resumed.stdout], [0, 'Outrigger goes on.\n']);
    await goesOn('fourth', 'fifth');
  });

  it('of both ends with both', async () => {
    await run('pause', 'shop', '-n', NAMESPACE);
    await run('pause');
    assert.match((await run('resume', 'shop', '-n', NAMESPACE)).stdout, /goes on\.\nEverything is paused as well: /);
    await run('pause', `${NAMESPACE}/shop`);
    assert.match(
      (await run('resume')).stdout,
      /^Outrigger goes on\.\nPaused by name, and still so: SidecarPolicy cli-pause\/shop\.$/m,
    );
    await run('resume', `scp/${NAMESPACE}/shop`);
    assert.match(
      (await run('resume', `${NAMESPACE}/shop`)).stdout,
      /^SidecarPolicy cli-pause\/shop: was not paused\.$/m,
    );
  });

  it('works by hand as well, without this command', async () => {
    await cluster.kubectl(['annotate', 'scp/shop', `--namespace=${NAMESPACE}`, 'outrigger.dev/paused=by hand']);
    await holds('sixth', /^the policy is paused \(by hand\): /);
    await cluster.kubectl(['annotate', 'scp/shop', `--namespace=${NAMESPACE}`, 'outrigger.dev/paused-']);
    await goesOn('sixth');
  });

  it('says what is not there, what is meant, and what a person may not do', async () => {
    const absent = await run('pause', 'shpo', '-n', NAMESPACE);
    assert.deepEqual(
      [absent.code, absent.stderr],
      [3, 'There is no SidecarPolicy cli-pause/shpo. outrigger status lists them.\n'],
    );
    const whole = await run('pause', '-n', NAMESPACE);
    assert.match(whole.stderr, /^Say which policy of namespace cli-pause, or leave --namespace out/);
    assert.match((await run('pause', 'a/b/c')).stderr, /^"a\/b\/c" is not the name of a policy: /);
    await cluster.kubectl(['create', 'serviceaccount', 'nobody', `--namespace=${NAMESPACE}`]);
    const nobody = await cluster.kubeconfigForServiceAccount(NAMESPACE, 'nobody');
    const refused = await runCliProcess(['pause', '--kubeconfig', nobody]);
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /cannot patch resource "namespaces"/);
  });

  async function run(...argv: readonly string[]): Promise<CliEnd> {
    return runCliProcess([...argv, '--kubeconfig', cluster.kubeconfig]);
  }

  async function converted(name: string): Promise<void> {
    await eventually(`${name} is converted`, () => lab.inits(name).length > 0);
  }

  /** A Deployment that is made now waits, and the policy says why. */
  async function holds(name: string, why: RegExp): Promise<void> {
    await eventually('the policy says so', () => why.test(stringAt(lab.condition('shop', 'Ready'), 'message') ?? ''));
    assert.equal(stringAt(lab.condition('shop', 'Ready'), 'reason'), 'Suspended');
    await eventually('the metric says so', async () => (await lab.operator.metric(SERIES)) === 1);
    const before = await pending();
    await lab.deployment(name);
    await eventually(`${name} waits`, async () => (await pending()) === before + 1);
    assert.deepEqual(lab.inits(name), []);
  }

  async function pending(): Promise<number> {
    const labels = `policy="${NAMESPACE}/shop",kind="Deployment",state="pending"`;
    return (await lab.operator.metric(`outrigger_workloads{${labels}}`)) ?? 0;
  }

  async function goesOn(...names: readonly string[]): Promise<void> {
    for (const name of names) await converted(name);
    await eventually('the metric says so', async () => (await lab.operator.metric(SERIES)) === 0);
    assert.equal(lab.writes('first'), 1);
  }
});
