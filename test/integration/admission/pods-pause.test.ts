import assert from 'node:assert/strict';
import {stringMapAt} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Lab} from '../loop/lab.ts';
import {PodStage} from './pod-stage.ts';

const NAMESPACE = 'pods-pause';
const NAME = `outrigger.${NAMESPACE}.pods`;
const SPEC = {target: {kinds: ['Pod']}, conversion: {mode: 'Enforce', delivery: 'Pod'}};

describe('pods that are created while Outrigger is paused', function () {
  this.timeout(180_000);
  let cluster: Cluster;
  let lab: Lab;
  let stage: PodStage;
  const closing = new Closing();

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    stage = new PodStage(cluster, lab.admin);
    closing.add(async () => stage.clear());
    closing.add(async () => lab.close());
    closing.add(async () => command('resume'));
    await stage.allow();
    await lab.policyFor('web', 'web', {...SPEC, target: {kinds: ['Pod'], selector: {matchLabels: {name: 'web'}}}});
    await lab.policyFor('api', 'api', {...SPEC, target: {kinds: ['Pod'], selector: {matchLabels: {name: 'api'}}}});
    await lab.start([]);
    await native('web', 'api');
  });

  after(async () => closing.close());

  it('stay classic under a policy that is paused, and native under the others, which nobody has stopped', async () => {
    const {stdout} = await command('pause', 'web', '-n', NAMESPACE);
    assert.doesNotMatch(stdout, /deleted/);
    await classic('web');
    await native('api');
    const binding = await stage.get('MutatingAdmissionPolicyBinding', NAME);
    const from = stringMapAt(binding, 'metadata', 'annotations')['outrigger.dev/compiled-from'] ?? '';
    assert.match(from, /SidecarPolicy pods-pause\/web generation 1 suspended/);
    await command('resume', 'web', '-n', NAMESPACE);
    await native('web');
  });

  it('stay classic while everything is paused, also after a restart', async () => {
    await command('pause');
    await classic('web', 'api');
    await stage.isGone(NAME);
    await lab.operator.stop();
    await lab.start([]);
    await eventually(
      'it has looked',
      async () => (await lab.operator.metric(`outrigger_policy_paused{policy="${NAMESPACE}/web"}`)) === 1,
    );
    assert.equal(await stage.get('MutatingAdmissionPolicyBinding', NAME), undefined);
    await command('resume');
    await native('web', 'api');
  });

  it('stay classic when the operator that comes back was down while everything was paused', async () => {
    await lab.operator.kill();
    await command('pause');
    await classic('web', 'api');
    await lab.start([]);
    await eventually(
      'it has looked',
      async () => (await lab.operator.metric(`outrigger_policy_paused{policy="${NAMESPACE}/web"}`)) === 1,
    );
    await stage.isGone(NAME);
    await classic('web', 'api');
  });

  async function command(...argv: readonly string[]) {
    const end = await runCliProcess([...argv, '--kubeconfig', cluster.kubeconfig]);
    assert.deepEqual([end.code, end.stderr], [0, '']);
    return end;
  }

  async function native(...names: readonly string[]): Promise<void> {
    for (const name of names) await stage.becomes(['log'], NAMESPACE, {labels: {name}});
  }

  async function classic(...names: readonly string[]): Promise<void> {
    for (const name of names) await stage.becomes([], NAMESPACE, {labels: {name}});
  }
});
