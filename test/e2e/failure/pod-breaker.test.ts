import assert from 'node:assert/strict';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {PodStage} from '../../integration/admission/pod-stage.ts';
import {shell} from '../conversion/scripts.ts';
import {IDLE} from '../idle.ts';
import {CLOSED_GATE, outriggersMarks} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {deployment, onlyReadyPod} from './deployment.ts';

const DEADLINE_SECONDS = 10;

describe('pods on a real node that are converted when they are created, and whose sidecar never starts', function () {
  this.timeout(120_000);
  let scene: Scene;
  let stage: PodStage;

  before(async () => {
    scene = await Scene.open('e2e-pod-breaker');
    stage = new PodStage(await sharedNodeCluster(), scene.admin);
    await stage.allow();
    await scene.startOperator();
    const rollout = {progressDeadlineSeconds: DEADLINE_SECONDS, maxFailures: 2};
    const conversion = {mode: 'Enforce', delivery: 'Pod', rollout};
    await scene.follow('shop', {sidecars: [CLOSED_GATE], conversion});
    await stage.becomes(['log'], scene.namespace, ofDeployment('cart'));
    await scene.operator.stop();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => {
    await (scene as Scene | undefined)?.close();
    await (stage as PodStage | undefined)?.clear();
  });

  function ofDeployment(name: string) {
    return {labels: {app: name, 'pod-template-hash': '5c9'}, owner: `ReplicaSet/${name}-5c9`};
  }

  async function podsOf(name: string): Promise<readonly JsonObject[]> {
    return (await scene.list('Pod')).filter(pod => stringAt(pod, 'metadata', 'labels', 'app') === name);
  }

  /** A Deployment whose one pod waits for its sidecar, and for nothing else. */
  async function hanging(name: string): Promise<void> {
    await scene.create('Deployment', deployment(name, [shell('app', IDLE), shell('log', IDLE)]));
    await eventually(`the pod of ${name} hangs`, async () => {
      const [pod] = await podsOf(name);
      const [log] = objectsAt(pod, 'status', 'initContainerStatuses');
      return log?.['started'] === false && valueAt(log, 'state', 'running') !== undefined;
    });
  }

  async function isFailed(name: string): Promise<void> {
    const mark = await eventually(
      `${name} is failed`,
      async () => outriggersMarks(await scene.get('Deployment', name))['outrigger.dev/failed'],
    );
    const said = JSON.parse(String(mark)) as JsonObject;
    assert.deepEqual([said['reason'], said['delivery']], ['DeadlineExceeded', 'Pod']);
    assert.match(String(said['message']), /container log had not started in a converted pod within 10 s/);
    const annotations = objectAt(await scene.get('Deployment', name), 'metadata', 'annotations');
    assert.equal(annotations['deployment.kubernetes.io/revision'], '1');
  }

  it('trip the breaker once the operator is back', async () => {
    await hanging('cart');
    await scene.startOperator();
    await isFailed('cart');
    await scene.says('shop', {workloads: {selected: 1, failed: 1}});
    await eventually('the Event is there', async () =>
      (await scene.regarded('ConversionFailed')).includes('Deployment/cart'),
    );
  });

  it('are classic and run when they are created anew, also while the operator is down', async () => {
    await stage.becomes([], scene.namespace, ofDeployment('cart'));
    await scene.operator.stop();
    const [pod] = await podsOf('cart');
    await scene.admin.delete('Pod', scene.namespace, stringAt(pod, 'metadata', 'name') ?? '');
    const ready = await onlyReadyPod(scene, 'cart');
    assert.deepEqual(
      objectsAt(ready, 'spec', 'containers').map(({name}) => name),
      ['app', 'log'],
    );
  });

  it('stop their policy with the last failure that it bears, and no pod is converted any more', async () => {
    await hanging('orders');
    await scene.startOperator();
    await isFailed('orders');
    await eventually('the policy says that it has stopped', async () => {
      return (await scene.conditionOf('shop', 'Degraded'))?.['reason'] === 'Paused';
    });
    await stage.becomes([], scene.namespace, ofDeployment('checkout'));
    await eventually('the Event is there', async () => (await scene.regarded('PolicyPaused')).length > 0);
    assert.deepEqual(await scene.regarded('PolicyPaused'), ['SidecarPolicy/shop']);
  });
});
