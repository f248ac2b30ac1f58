import assert from 'node:assert/strict';
import {FAILED_ANNOTATION, RESTARTED_ANNOTATION} from '../../../src/api/constants.ts';
import {numberAt, objectsAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import type {RESOURCES} from '../../../src/kube/resources.ts';
import type {PolicyAndBinding} from './admission-policies.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Kubelet, type Fate} from '../loop/kubelet.ts';
import {Lab} from '../loop/lab.ts';
import {PodStage} from './pod-stage.ts';
import {BLOCKER, STRIPPER} from './stripper.ts';

const NAMESPACE = 'pod-state';
/** No node is there, and nobody is to say so: the test says what becomes of pods. */
const SPEC = podSpec(undefined, {schedulerName: 'test', automountServiceAccountToken: false});
const BY_PODS = {mode: 'Enforce', delivery: 'Pod'};
const DEADLINE_SECONDS = 10;
const HANGING = ['hang-a', 'hang-b', 'hang-c'];

describe('a workload whose pods are converted when they are created', function () {
  this.timeout(120_000);
  let lab: Lab;
  let cluster: Cluster;
  let stage: PodStage;
  let kubelet: Kubelet;
  const fates = new Map<string, Fate>();
  const closing = new Closing();

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    stage = new PodStage(cluster, lab.admin);
    closing.add(async () => stage.clear());
    closing.add(async () => lab.close());
    await stage.allow();
    kubelet = await Kubelet.start(lab.admin.rest, NAMESPACE);
    closing.add(async () => kubelet.stop());
    kubelet.decide((name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs'));
    await lab.start();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') lab.operator.tell();
  });

  after(async () => closing.close());

  const now = (name: string): JsonObject => lab.follower('Deployment').get(name) ?? {};
  const mark = (name: string, key = FAILED_ANNOTATION): string | undefined =>
    stringMapAt(now(name), 'metadata', 'annotations')[key];
  const revision = (name: string): string | undefined => mark(name, 'deployment.kubernetes.io/revision');
  const generation = (name: string): number | undefined => numberAt(now(name), 'metadata', 'generation');

  /** A Deployment with so many pods, which all run. */
  async function running(name: string, replicas = 1, label = name): Promise<void> {
    await lab.deployment(name, {pods: SPEC, label, spec: {replicas}});
    await eventually(`${name} is healthy`, () => rolloutOf('Deployment', now(name)).healthy);
  }

  async function policyFor(names: readonly string[], policy: string, rollout: JsonObject = {}): Promise<void> {
    const selector = {matchExpressions: [{key: 'name', operator: 'In', values: names}]};
    const settings = {progressDeadlineSeconds: DEADLINE_SECONDS, ...rollout};
    await lab.policy(policy, {target: {selector}, conversion: {...BY_PODS, rollout: settings}});
  }

  /** Pods like those of the workload get native sidecars now. */
  async function inForce(name: string): Promise<void> {
    await stage.becomes(['log'], NAMESPACE, ofDeployment(name));
  }

  function ofDeployment(name: string) {
    const labels = {app: 'shop', name, 'pod-template-hash': '5c9'};
    return {labels, owner: `ReplicaSet/${name}-5c9`, spec: SPEC};
  }

  /** Lists of native sidecars, a pod each. */
  async function natives(name: string): Promise<readonly string[]> {
    return [...(await stage.nativesByPod(NAMESPACE, name)).values()].sort();
  }

  async function deletePods(name: string, count = Infinity): Promise<void> {
    const names = [...(await stage.nativesByPod(NAMESPACE, name)).keys()];
    for (const pod of names.slice(0, count)) await lab.admin.delete('Pod', NAMESPACE, pod);
  }

  /** Puts an admission policy of the test's own in force beside Outrigger's. */
  async function intervene({policy, binding}: PolicyAndBinding): Promise<void> {
    await createUntilClosed('MutatingAdmissionPolicy', policy);
    await createUntilClosed('MutatingAdmissionPolicyBinding', binding);
  }

  async function createUntilClosed(kind: keyof typeof RESOURCES, object: JsonObject): Promise<void> {
    await lab.admin.create(kind, undefined, object);
    const name = stringAt(object, 'metadata', 'name') ?? '';
    closing.add(async () => lab.admin.delete(kind, undefined, name));
  }

  /** Waits for a line of the log about the workload's state. */
  async function told(name: string, detail: RegExp): Promise<void> {
    await eventually(`it is told of ${name}: ${detail}`, () =>
      lab.operator.lines.some(line => line['name'] === name && detail.test(String(line['detail']))),
    );
  }

  describe('is counted by its pods', () => {
    before(async () => {
      await running('counted', 2);
      await policyFor(['counted'], 'counted');
      await inForce('counted');
    });

    it('none of which is native at first, and nothing of it is written', async () => {
      await lab.counts('counted', {converted: 1});
      await told('counted', /^0 of 2 pods native$/);
      assert.equal(lab.writes('counted'), 0);
    });

    it('of which those that are created anew are native', async () => {
      await deletePods('counted', 1);
      await eventually('one is native', async () => (await natives('counted')).join('|') === '|log');
      await deletePods('counted');
      await eventually('both are native', async () => (await natives('counted')).join('|') === 'log|log');
      await eventually('it is said', async () => /2 of 2 pods have native sidecars \(log\)/.test(await why('counted')));
      assert.deepEqual([lab.writes('counted'), generation('counted')], [0, 1]);
    });
  });

  async function why(name: string): Promise<string> {
    const argv = ['why', `deployment/${NAMESPACE}/${name}`, '--live', '--kubeconfig', cluster.kubeconfig];
    return (await runCliProcess(argv)).stdout.replaceAll(/\s+/g, ' ');
  }

  describe('with restartPods', () => {
    it('is restarted once, one workload after the other, and then left alone', async () => {
      const names = ['first', 'second'];
      for (const name of names) await running(name, 2);
      await policyFor(names, 'restarted', {restartPods: true, maxConcurrent: 1});
      await eventually('one is restarted', () => names.some(name => lab.writes(name) > 0));
      await lab.counts('restarted', {converted: 2, rolling: 0, pending: 0});
      for (const name of names) {
        assert.deepEqual([lab.writes(name), generation(name), await natives(name)], [1, 2, ['log', 'log']]);
        assert.ok(mark(name, RESTARTED_ANNOTATION)?.includes('"generation":1'));
        await eventually('it is told', () => lab.proxy.events('Deployment', name).includes('PodsRestarted'));
      }
    });

    it('is not restarted again by an operator that starts anew', async () => {
      await lab.operator.stop();
      await lab.start();
      await lab.counts('restarted', {converted: 2});
      assert.deepEqual([lab.writes('first'), lab.writes('second')], [1, 1]);
    });

    it('keeps the restart when its manifest is applied again', async () => {
      for (const [name, how] of Object.entries({first: ['--server-side', '--force-conflicts'], second: []})) {
        const template = {metadata: {labels: {app: 'shop', name}}, spec: SPEC};
        const spec = {replicas: 2, selector: {matchLabels: {app: 'shop'}}, template};
        const manifest = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, namespace: NAMESPACE}, spec};
        const before = now(name)['spec'];
        await cluster.kubectl(['apply', ...how, '--filename=-'], JSON.stringify(manifest));
        assert.deepEqual((await lab.admin.get('Deployment', NAMESPACE, name))['spec'], before);
      }
    });

    it('is not restarted a second time where that changed nothing, and a finding says so', async () => {
      await intervene(BLOCKER);
      await running('stays');
      await policyFor(['stays'], 'stays', {restartPods: true});
      await eventually('it is restarted', () => lab.writes('stays') === 1);
      await lab.finds('stays', 'PodsStayClassic');
      await lab.counts('stays', {pending: 1, rolling: 0});
      await lab.change('Deployment', 'stays', {metadata: {annotations: {touched: 'yes'}}});
      await told('stays', /^0 of 1 pod native, although created anew$/);
      assert.equal(lab.writes('stays'), 1);
    });

    it('waits while it is not healthy', async () => {
      await running('ill', 1);
      await lab.change('Deployment', 'ill', {spec: {replicas: 2}});
      kubelet.decide((name, native) => (name === 'ill' ? 'Waits' : native ? (fates.get(name) ?? 'Runs') : 'Runs'));
      await lab.change('Deployment', 'ill', {spec: {replicas: 3}});
      await policyFor(['ill'], 'ill', {restartPods: true});
      await told('ill', /not all of its pods are up to date/);
      assert.equal(lab.writes('ill'), 0);
      kubelet.decide((name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs'));
      await eventually('it is restarted', () => lab.writes('ill') === 1);
    });
  });

  describe('whose sidecar never starts', () => {
    before(async () => {
      for (const name of HANGING) fates.set(name, 'Hangs');
      await policyFor([...HANGING, 'slow'], 'hanging', {maxFailures: 2});
      await inForce('hang-a');
    });

    it('is failed after the deadline, says so, and is not converted any more', async () => {
      fates.set('slow', 'Waits');
      await lab.deployment('slow', {pods: SPEC, spec: {replicas: 1}});
      await lab.deployment('hang-a', {pods: SPEC, spec: {replicas: 1}});
      await lab.counts('hanging', {failed: 1, converted: 1});
      const marked = await eventually('it is marked', () => mark('hang-a'));
      const {reason, delivery, message} = JSON.parse(marked) as Record<string, string>;
      assert.deepEqual([reason, delivery], ['DeadlineExceeded', 'Pod']);
      assert.match(message ?? '', /^container log had not started in a converted pod within 10 s$/);
      await eventually('it is told', () => lab.proxy.events('Deployment', 'hang-a').includes('ConversionFailed'));
      await stage.becomes([], NAMESPACE, ofDeployment('hang-a'));
      await stage.becomes(['log'], NAMESPACE, ofDeployment('hang-b'));
      assert.deepEqual([lab.writes('hang-a'), lab.writes('slow')], [1, 0]);
      assert.equal(revision('hang-a'), '1');
    });

    it('comes up classic when its pod is deleted, or restarted', async () => {
      await deletePods('hang-a');
      await eventually('it is healthy', () => rolloutOf('Deployment', now('hang-a')).healthy);
      assert.deepEqual(await natives('hang-a'), ['']);
      await cluster.kubectl(['rollout', 'restart', 'deployment/hang-a', `--namespace=${NAMESPACE}`]);
      await eventually('it is complete', () => {
        const {complete, healthy} = rolloutOf('Deployment', now('hang-a'));
        return revision('hang-a') === '2' && complete && healthy;
      });
      await lab.counts('hanging', {failed: 1});
      assert.equal(lab.writes('hang-a'), 1);
    });

    it('stays failed with an operator that starts anew, which tells nothing twice', async () => {
      const events = lab.proxy.events('Deployment', 'hang-a').length;
      await lab.operator.kill();
      await stage.becomes([], NAMESPACE, ofDeployment('hang-a'));
      await lab.start();
      await lab.counts('hanging', {failed: 1, converted: 1});
      await stage.becomes([], NAMESPACE, ofDeployment('hang-a'));
      assert.deepEqual([lab.writes('hang-a'), lab.proxy.events('Deployment', 'hang-a').length], [1, events]);
    });

    it('is failed by an operator that was away when its pods hung, and the second one stops the policy', async () => {
      await lab.operator.kill();
      await lab.deployment('hang-b', {pods: SPEC, spec: {replicas: 1}});
      await eventually('its pod is native', async () => (await natives('hang-b')).join() === 'log');
      await lab.start();
      await lab.counts('hanging', {failed: 2});
      await lab.settles('hanging', {failed: 2});
      await eventually('the policy says so', () => lab.condition('hanging', 'Degraded')?.['reason'] === 'Paused');
      await eventually('it is told', () => lab.proxy.events('SidecarPolicy', 'hanging').includes('PolicyPaused'));
      await eventually('that, too', () => lab.proxy.events('Deployment', 'hang-b').includes('ConversionFailed'));
      // Of none of its workloads any more.
      await stage.becomes([], NAMESPACE, ofDeployment('hang-c'));
    });

    it('stays with a policy that has stopped over a restart of the operator', async () => {
      await lab.operator.kill();
      await lab.start();
      await lab.counts('hanging', {failed: 2});
      await stage.becomes([], NAMESPACE, ofDeployment('hang-c'));
      assert.equal(lab.condition('hanging', 'Degraded')?.['reason'], 'Paused');
    });

    it('is tried again after an edit of the policy, and what hangs from before is not judged twice', async () => {
      for (const name of HANGING) fates.set(name, 'Runs');
      await lab.change('SidecarPolicy', 'hanging', {spec: {conversion: {rollout: {maxFailures: 3}}}});
      await stage.becomes(['log'], NAMESPACE, ofDeployment('hang-b'));
      await lab.counts('hanging', {failed: 0, pending: 1});
      await told('hang-b', /one hangs from before: .*deleted/);
      await deletePods('hang-b');
      await lab.counts('hanging', {failed: 0, pending: 0, converted: 3});
      assert.equal(lab.writes('hang-b'), 1);
    });
  });

  describe('that a webhook strips', () => {
    before(async () => {
      await intervene(STRIPPER);
      await cluster.kubectl(['create', '--filename=-'], JSON.stringify(WEBHOOK));
    });

    after(async () => cluster.kubectl(['delete', 'mutatingwebhookconfiguration', 'pod-identity-webhook']));

    it('is found, with the likely culprit', async () => {
      fates.set('stripped', 'Waits');
      await policyFor(['stripped', 'whole'], 'stripped');
      await inForce('whole');
      await stage.becomes([], NAMESPACE, ofDeployment('stripped'));
      await lab.deployment('stripped', {pods: SPEC, spec: {replicas: 1}});
      await lab.finds('stripped', 'RestartPolicyStripped');
      await lab.settles('stripped', {converted: 1});
      const [pod] = await lab.admin.list('Pod', NAMESPACE).then(pods => pods.filter(isStripped));
      assert.ok(pod);
      assert.match(
        await why('stripped'),
        /RestartPolicyStripped: log was made .*pod-identity-webhook \(the EKS pod identity/,
      );
    });
  });
});

const WEBHOOK = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {name: 'pod-identity-webhook'},
  webhooks: [],
};

function isStripped(pod: JsonObject): boolean {
  const [log] = objectsAt(pod, 'spec', 'initContainers');
  return (
    stringAt(pod, 'metadata', 'labels', 'name') === 'stripped' &&
    log !== undefined &&
    log['restartPolicy'] === undefined
  );
}
