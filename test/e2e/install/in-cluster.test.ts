import assert from 'node:assert/strict';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {numberAt, objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import type {ConfigCopy} from '../../support/config-copy.ts';
import {eventually} from '../../support/eventually.ts';
import {shell} from '../conversion/scripts.ts';
import {deployment, onlyReadyPod, runningDeployment} from '../failure/deployment.ts';
import {IDLE} from '../idle.ts';
import {JobFacts} from '../jobs/job-facts.ts';
import {stuckJob} from '../jobs/stuck-job.ts';
import {converted, outriggersMarks} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {operatorImage} from './operator-image.ts';
import {ownConfig} from './own-config.ts';

const IMAGE = {name: 'outrigger.test/outrigger', tag: 'e2e'};
const HOLD = 'test.dev/hold';

describe('Outrigger, installed with kubectl apply -k', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let config: ConfigCopy;
  let scene: Scene;

  before(async () => {
    // A cluster of its own: it is installed and taken away, and elsewhere another operator works.
    cluster = await startCluster({node: true, progress: console.error});
    await cluster.loadImage(await operatorImage(`${IMAGE.name}:${IMAGE.tag}`));
    config = ownConfig(IMAGE);
    scene = await Scene.open('shop', cluster);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.error(await inOperatorNamespace('get', 'all'));
    console.error(await inOperatorNamespace('logs', 'deployment/outrigger'));
  });

  after(async () => {
    await (scene as Scene | undefined)?.admin.close();
    (config as ConfigCopy | undefined)?.remove();
    await (cluster as Cluster | undefined)?.stop();
  });

  it('becomes available, as a user without rights on a file system that cannot be written to', async () => {
    await cluster.kubectl(['apply', '--kustomize', config.path]);
    await becomesAvailable();
    const script = 'id -u; grep ^NoNewPrivs: /proc/1/status; touch /app/mine 2>&1; true';
    const told = await inOperatorNamespace('exec', 'deployment/outrigger', '--', 'sh', '-c', script);
    assert.deepEqual(told.trim().split('\n'), ['65532', 'NoNewPrivs:\t1', 'touch: /app/mine: Read-only file system']);
  });

  it('answers on its port for probes and metrics', async () => {
    const {leader, standby} = await replicas();
    for (const pod of [leader, standby]) assert.equal((await ask('readyz', pod)).trim(), 'ok');
    assert.match(await ask('metrics', leader), /^outrigger_leader 1$/m);
    assert.match(await ask('metrics', standby), /^outrigger_leader 0$/m);
  });

  it('logs an object a line, and nothing else', async () => {
    const {leader, standby} = await replicas();
    const messagesOf = async (pod: string): Promise<readonly unknown[]> => {
      const lines = (await inOperatorNamespace('logs', pod)).trim().split('\n');
      return lines.map(line => stringAt(JSON.parse(line), 'message'));
    };
    assert.ok((await messagesOf(leader)).includes('working'));
    const messages = await messagesOf(standby);
    assert.ok(messages.includes('another Outrigger leads, this one waits'), messages.join());
    assert.ok(!messages.includes('working'), messages.join());
  });

  it('converts a Deployment and finishes a stuck Job', async () => {
    await follow('shop', 'Revert');
    await runningDeployment(scene, twoContainers('cart'));
    await converted(scene, 'Deployment', 'cart');
    await scene.says('shop', {workloads: {converted: 1}});
    await scene.create('Job', stuckJob({name: 'report', labels: {tier: 'shop'}}, scene.sinkVolume));
    assert.equal((await new JobFacts(scene, 'report').end()).type, 'Complete');
    assert.match(await ask('metrics', await leaderPod()), /^outrigger_jobs_finalized_total\{outcome="Succeeded"\} 1$/m);
  });

  it('ends in order within 10 seconds when its pod is deleted, and the other one goes on at once', async () => {
    const {leader, standby} = await replicas();
    const ended = await deletePod(leader);
    assert.equal(numberAt(ended, 'exitCode'), 0);
    assert.ok(Number(ended['seconds']) <= 10, `it took ${String(ended['seconds'])} s`);
    await eventually('the other one leads', async () => (await leaderPod()) === standby);
    await runningDeployment(scene, twoContainers('search'));
    await converted(scene, 'Deployment', 'search');
    await becomesAvailable();
  });

  it('lets one of its two pods be evicted, and not both', async () => {
    const {leader, standby} = await replicas();
    // The budget counts a new pod a moment after the Deployment does.
    await eventually('one may be evicted', async () => evict(standby).then(() => true));
    await assert.rejects(evict(leader), /disruption budget/);
    await becomesAvailable();
  });

  it('is replaced by a rollout on a single node, and goes on', async () => {
    const before = await operatorPods();
    await inOperatorNamespace('rollout', 'restart', 'deployment/outrigger');
    await becomesAvailable();
    await eventually('a new one leads', async () => ![...before, ''].includes(await leaderPod()));
    await runningDeployment(scene, twoContainers('orders'));
    await converted(scene, 'Deployment', 'orders');
  });

  it('puts back what a policy with onDelete: Revert has converted when that is deleted', async () => {
    await scene.admin.delete('SidecarPolicy', 'shop', 'shop');
    await eventually('the policy is gone', async () => (await scene.list('SidecarPolicy')).length === 0);
    for (const name of ['cart', 'search', 'orders']) {
      const object = await scene.get('Deployment', name);
      assert.deepEqual(outriggersMarks(object), {});
      assert.deepEqual(objectsAt(templateOf(object), 'initContainers'), []);
    }
  });

  it('is taken away by kubectl delete -k with nothing left, and what it converted runs on', async () => {
    await follow('kept', 'Keep');
    await converted(scene, 'Deployment', 'cart');
    await scene.says('kept', {workloads: {converted: 3}});
    await cluster.kubectl(['delete', '--kustomize', config.path, '--timeout=90s']);
    const kinds =
      'namespaces,crd,clusterroles,clusterrolebindings,' +
      'validatingadmissionpolicies,validatingadmissionpolicybindings';
    assert.equal(await cluster.kubectl(['get', kinds, '--selector=app.kubernetes.io/name=outrigger', '-o=name']), '');
    const pod = await onlyReadyPod(scene, 'cart');
    assert.deepEqual(
      objectsAt(pod, 'spec', 'initContainers').map(container => container['name']),
      ['log'],
    );
  });

  async function follow(name: string, onDelete: 'Keep' | 'Revert'): Promise<void> {
    await scene.follow(name, {
      target: {selector: {matchLabels: {tier: 'shop'}}},
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Enforce', onDelete, rollout: {maxConcurrent: 2}},
      jobs: {mode: 'Enforce', waitSeconds: 1},
    });
  }

  async function becomesAvailable(): Promise<void> {
    await inOperatorNamespace('rollout', 'status', 'deployment/outrigger', '--timeout=90s');
  }

  async function inOperatorNamespace(...args: readonly string[]): Promise<string> {
    return cluster.kubectl([`--namespace=${OPERATOR_NAMESPACE}`, ...args]);
  }

  /** Those that are to stay. */
  async function operatorPods(): Promise<readonly string[]> {
    const pods = await scene.admin.list('Pod', OPERATOR_NAMESPACE);
    const staying = pods.filter(each => valueAt(each, 'metadata', 'deletionTimestamp') === undefined);
    return staying.map(pod => stringAt(pod, 'metadata', 'name') ?? '');
  }

  /** As an administrator finds it out. */
  async function leaderPod(): Promise<string> {
    const holder = await inOperatorNamespace('get', 'lease/outrigger', '--output=jsonpath={.spec.holderIdentity}');
    return holder.split('_')[0] ?? '';
  }

  async function replicas(): Promise<{leader: string; standby: string}> {
    const leader = await eventually('one leads', leaderPod);
    const [standby, ...others] = (await operatorPods()).filter(pod => pod !== leader);
    assert.ok(standby !== undefined && others.length === 0);
    return {leader, standby};
  }

  async function ask(what: string, pod: string): Promise<string> {
    return cluster.kubectl(['get', '--raw', `/api/v1/namespaces/${OPERATOR_NAMESPACE}/pods/${pod}:8080/proxy/${what}`]);
  }

  async function evict(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${OPERATOR_NAMESPACE}/pods/${name}/eviction`;
    const metadata = {name, namespace: OPERATOR_NAMESPACE};
    await scene.admin.rest.create(path, {apiVersion: 'policy/v1', kind: 'Eviction', metadata});
  }

  /** Held back until it is known how its container ended; answers that. */
  async function deletePod(name: string): Promise<JsonObject> {
    const at = {namespace: OPERATOR_NAMESPACE, name};
    await scene.admin.merge('Pod', at, {metadata: {finalizers: [HOLD]}});
    await scene.admin.delete('Pod', at.namespace, name);
    try {
      return await eventually('the operator has ended', async () => {
        const pod = await scene.admin.get('Pod', at.namespace, name);
        const [manager] = objectsAt(pod, 'status', 'containerStatuses');
        const ending = objectAt(manager, 'state', 'terminated');
        return ending['exitCode'] !== undefined && {...ending, seconds: secondsToEnd(pod, ending)};
      });
    } finally {
      await scene.admin.merge('Pod', at, {metadata: {finalizers: null}});
    }
  }
});

/** From the request to delete it; its grace period is added to that in the object. */
function secondsToEnd({metadata}: JsonObject, ending: JsonObject): number {
  const asked = Date.parse(stringAt(metadata, 'deletionTimestamp') ?? '') / 1000;
  const grace = numberAt(metadata, 'deletionGracePeriodSeconds') ?? Number.NaN;
  return Date.parse(stringAt(ending, 'finishedAt') ?? '') / 1000 - (asked - grace);
}

function twoContainers(name: string): JsonObject {
  const object = deployment(name, [shell('app', IDLE), shell('log', IDLE)]);
  const template = objectAt(object, 'spec', 'template');
  const labels = {app: name, tier: 'shop'};
  return {...object, spec: {...objectAt(object, 'spec'), template: {...template, metadata: {labels}}}};
}

function templateOf(object: JsonObject): JsonObject {
  return objectAt(object, 'spec', 'template', 'spec');
}
