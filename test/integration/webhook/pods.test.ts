import assert from 'node:assert/strict';
import {RESTARTED_ANNOTATION} from '../../../src/api/constants.ts';
import {stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import {startCluster} from '../../cluster/cluster.ts';
import {freePort} from '../../cluster/process/free-port.ts';
import {podSpec} from '../../support/builders.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {Operator} from '../../support/operator.ts';
import {PodStage, type PodFields} from '../admission/pod-stage.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Kubelet} from '../loop/kubelet.ts';
import {Lab} from '../loop/lab.ts';
import {webhookFlags, webhookInForce, WebhookSite} from './webhook-site.ts';

const NAMESPACE = 'webhook-pods';
/** No node is there: the test says what becomes of pods. */
const SPEC = podSpec(undefined, {schedulerName: 'test', automountServiceAccountToken: false});

describe('with the webhook, a workload whose pods are converted when they are created', function () {
  this.timeout(120_000);
  const closing = new Closing();
  let lab: Lab;
  let site: WebhookSite;
  let stage: PodStage;

  before(async function () {
    this.timeout(900_000);
    const cluster = await startCluster({node: false, kubernetes: '1.34', progress: console.error});
    closing.add(async () => cluster.stop());
    await installedKubeconfig(cluster);
    lab = await Lab.open(NAMESPACE, cluster);
    closing.add(async () => lab.close());
    site = await WebhookSite.open(cluster, lab.admin);
    stage = new PodStage(cluster, lab.admin);
    const kubelet = await Kubelet.start(lab.admin.rest, NAMESPACE);
    closing.add(async () => kubelet.stop());
    kubelet.decide((name, native) => (native && name === 'hangs' ? 'Hangs' : 'Runs'));
    await site.install();
    await lab.start(webhookFlags(site.port));
    await webhookInForce(lab.operator);
  });

  after(async () => closing.close());

  it('is restarted once for restartPods, when a replica has had time to hear of the policy', async () => {
    await lab.deployment('web', {pods: SPEC, spec: {replicas: 2}});
    await eventually('it is healthy', () => rolloutOf('Deployment', web()).healthy);
    await policyFor(['web'], 'restarted', {restartPods: true});
    await eventually('it is restarted', () => lab.writes('web') === 1);
    await eventually('its pods are native', async () => {
      const natives = [...(await stage.nativesByPod(NAMESPACE, 'web')).values()];
      return natives.join('|') === 'log|log';
    });
    await lab.counts('restarted', {converted: 1, rolling: 0, pending: 0});
    assert.equal(lab.writes('web'), 1);
    assert.ok(stringMapAt(web(), 'metadata', 'annotations')[RESTARTED_ANNOTATION]?.includes('"generation":1'));
  });

  describe('whose policy has stopped by itself', () => {
    before(async () => {
      await policyFor(['hangs', 'later'], 'stopped', {maxFailures: 1, progressDeadlineSeconds: 10});
      await stage.becomes(['log'], NAMESPACE, podOf('hangs'));
      await lab.deployment('hangs', {pods: SPEC, spec: {replicas: 1}});
      await eventually('it has stopped', () => lab.condition('stopped', 'Degraded')?.['reason'] === 'Paused');
    });

    it('stays classic, also where it has not failed itself', async () => {
      await stage.becomes([], NAMESPACE, podOf('hangs'));
      await stage.becomes([], NAMESPACE, podOf('later'));
      await stage.becomes(['log'], NAMESPACE, podOf('web'));
    });

    it('stays classic as well when a replica is asked that waits for its turn', async () => {
      const port = await freePort();
      const second = Operator.spawn({kubeconfig: lab.proxy.kubeconfig, flags: webhookFlags(port)});
      closing.add(async () => second.kill());
      await eventually('it serves', () =>
        second.lines.some(({message}) => message === 'serving the admission webhook'),
      );
      await site.pointTo(port);
      await eventually('it is asked', async () => {
        await stage.becomes(['log'], NAMESPACE, podOf('web'));
        return ((await second.metric('outrigger_admission_requests_total{result="changed"}')) ?? 0) > 0;
      });
      await stage.becomes([], NAMESPACE, podOf('later'));
      assert.ok(!second.lines.some(({message}) => message === 'working'));
    });
  });

  const web = (): JsonObject => lab.follower('Deployment').get('web') ?? {};

  async function policyFor(names: readonly string[], policy: string, rollout: JsonObject): Promise<void> {
    const selector = {matchExpressions: [{key: 'name', operator: 'In', values: names}]};
    await lab.policy(policy, {target: {selector}, conversion: {mode: 'Enforce', delivery: 'Pod', rollout}});
  }

  function podOf(name: string): PodFields {
    const labels = {app: 'shop', name, 'pod-template-hash': '5c9'};
    return {labels, owner: `ReplicaSet/${name}-5c9`, spec: SPEC};
  }
});
