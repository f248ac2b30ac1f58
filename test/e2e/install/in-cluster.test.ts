import assert from 'node:assert/strict';
import {numberAt, objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {nodeUnavailableReason, startCluster, type Cluster} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';
import {shell} from '../conversion/scripts.ts';
import {deployment, onlyReadyPod, runningDeployment} from '../failure/deployment.ts';
import {IDLE} from '../idle.ts';
import {JobFacts} from '../jobs/job-facts.ts';
import {stuckJob} from '../jobs/stuck-job.ts';
import {converted, outriggersMarks} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {operatorImage} from './operator-image.ts';
import {OwnConfig} from './own-config.ts';

const IMAGE = {name: 'outrigger.test/outrigger', tag: 'e2e'};
const HOLD = 'test.dev/hold';

describe('Outrigger, installed with kubectl apply -k', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let config: OwnConfig;
  let scene: Scene;

  before(async function () {
    if (nodeUnavailableReason() !== undefined) this.skip();
    // A cluster of its own: it is installed and taken away, and elsewhere another operator works.
    cluster = await startCluster({node: true, progress: console.error});
    await cluster.loadImage(await operatorImage(`${IMAGE.name}:${IMAGE.tag}`));
    config = new OwnConfig(IMAGE);
    scene = await Scene.open('shop', cluster);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.error(await inOperatorNamespace('get', 'all'));
    console.error(await inOperatorNamespace('logs', 'deployment/outrigger'));
  });

  after(async () => {
    await (scene as Scene | undefined)?.admin.close();
    (config as OwnConfig | undefined)?.remove();
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
    assert.equal((await ask('readyz')).trim(), 'ok');
    assert.match(await ask('metrics'), /^outrigger_leader 1$/m);
  });

  it('logs an object a line, and nothing else', async () => {
    const lines = (await inOperatorNamespace('logs', 'deployment/outrigger')).trim().split('\n');
    const messages = lines.map(line => stringAt(JSON.parse(line), 'message'));
    assert.ok(messages.includes('working'), messages.join());
  });

  it('converts a Deployment and finishes a stuck Job', async () => {
    await follow('shop', 'Revert');
    await runningDeployment(scene, twoContainers('cart'));
    await converted(scene, 'Deployment', 'cart');
    await scene.says('shop', {workloads: {converted: 1}});
    await scene.create('Job', stuckJob({name: 'report', labels: {tier: 'shop'}}, scene.sinkVolume));
    assert.equal((await new JobFacts(scene, 'report').end()).type, 'Complete');
    assert.match(await ask('metrics'), /^outrigger_jobs_finalized_total\{outcome="Succeeded"\} 1$/m);
  });

  it('ends in order within 10 seconds when its pod is deleted, and its next pod goes on', async () => {
    const {name, ended} = await deleteOperatorPod();
    assert.equal(numberAt(ended, 'exitCode'), 0);
    assert.ok(Number(ended['seconds']) <= 10, `it took ${String(ended['seconds'])} s`);
    await becomesAvailable();
    assert.notEqual(await operatorPod(), name);
    await runningDeployment(scene, twoContainers('search'));
    await converted(scene, 'Deployment', 'search');
  });

  it('puts back what a policy with onDelete: Revert has converted when that is deleted', async () => {
    await scene.admin.delete('SidecarPolicy', 'shop', 'shop');
    await eventually('the policy is gone', async () => (await scene.list('SidecarPolicy')).length === 0, 60);
    for (const name of ['cart', 'search']) {
      const object = await scene.get('Deployment', name);
      assert.deepEqual(outriggersMarks(object), {});
      assert.deepEqual(objectsAt(templateOf(object), 'initContainers'), []);
    }
  });

  it('is taken away by kubectl delete -k with nothing left, and what it converted runs on', async () => {
    await follow('kept', 'Keep');
    await converted(scene, 'Deployment', 'cart');
    await scene.says('kept', {workloads: {converted: 2}}, 60);
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
    await inOperatorNamespace('wait', '--for=condition=Available', 'deployment/outrigger', '--timeout=60s');
  }

  async function inOperatorNamespace(...args: readonly string[]): Promise<string> {
    return cluster.kubectl([...args.slice(0, 1), '--namespace=outrigger-system', ...args.slice(1)]);
  }

  async function operatorPod(): Promise<string> {
    const pods = await scene.admin.list('Pod', 'outrigger-system');
    const pod = pods.find(each => valueAt(each, 'metadata', 'deletionTimestamp') === undefined);
    return stringAt(pod, 'metadata', 'name') ?? '';
  }

  async function ask(what: string): Promise<string> {
    const path = `/api/v1/namespaces/outrigger-system/pods/${await operatorPod()}:8080/proxy/${what}`;
    return cluster.kubectl(['get', '--raw', path]);
  }

  /** Held back until it is known how its container ended. */
  async function deleteOperatorPod(): Promise<{name: string; ended: JsonObject}> {
    const name = await operatorPod();
    const at = {namespace: 'outrigger-system', name};
    await scene.admin.merge('Pod', at, {metadata: {finalizers: [HOLD]}});
    await scene.admin.delete('Pod', at.namespace, name);
    const ended = await eventually(
      'the operator has ended',
      async () => {
        const pod = await scene.admin.get('Pod', at.namespace, name);
        const [manager] = objectsAt(pod, 'status', 'containerStatuses');
        const ending = objectAt(manager, 'state', 'terminated');
        return ending['exitCode'] !== undefined && {...ending, seconds: secondsToEnd(pod, ending)};
      },
      40,
    );
    await scene.admin.merge('Pod', at, {metadata: {finalizers: null}});
    return {name, ended};
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
