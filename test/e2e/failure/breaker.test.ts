import assert from 'node:assert/strict';
import {valueAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {shell} from '../conversion/scripts.ts';
import {IDLE} from '../idle.ts';
import {CLOSED_GATE, outriggersMarks} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {deployment, onlyReadyPod, putBackWithItsPod, runningDeployment, type Running} from './deployment.ts';

const DEADLINE_SECONDS = 10;
const NAMES = ['cart', 'checkout', 'orders', 'search'];

describe('Deployments on a real node whose sidecar never passes its gate', function () {
  this.timeout(120_000);
  let scene: Scene;
  const running = new Map<string, Running>();

  before(async () => {
    scene = await Scene.open('e2e-failure');
    const manifests = NAMES.map(name => deployment(name, [shell('app', IDLE), shell('log', IDLE)]));
    const all = await Promise.all(manifests.map(async manifest => runningDeployment(scene, manifest)));
    for (const [index, name] of NAMES.entries()) running.set(name, all[index] as Running);
    await scene.startOperator();
    await scene.follow('shop', {
      sidecars: [CLOSED_GATE],
      conversion: {
        mode: 'Enforce',
        rollout: {maxConcurrent: 1, progressDeadlineSeconds: DEADLINE_SECONDS, maxFailures: 3},
      },
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('are put back exactly, one after the other, while their old pods run on', async () => {
    const failed = await eventually('three have failed', async () => {
      const names = await failedNames();
      return names.length === 3 && names;
    });
    const marks = await Promise.all(failed.map(async name => putBackWithItsPod(scene, runningOf(name))));
    const times = marks.map(({at}) => Date.parse(at)).sort((a, b) => a - b);
    for (const [index, mark] of marks.entries()) {
      assert.equal(mark.reason, 'DeadlineExceeded');
      const since = times[index - 1];
      if (since === undefined) continue;
      assert.ok((times[index] ?? 0) - since >= DEADLINE_SECONDS * 1000, 'one at a time');
    }
  });

  it('count as failed, and each says so in an Event', async () => {
    await scene.says('shop', {workloads: {selected: 4, failed: 3, pending: 1, rolling: 0}});
    const failed = (await failedNames()).map(name => `Deployment/${name}`).sort();
    await eventually('the Events are there', async () => {
      const regarded = (await scene.regarded('ConversionFailed')).filter(one => one.startsWith('Deployment/'));
      return regarded.length === 3 && regarded.sort().join() === failed.join();
    });
  });

  it('stop their policy with the third failure, and the fourth is not touched', async () => {
    const degraded = await eventually('the policy says that it has stopped', async () => {
      const condition = await scene.conditionOf('shop', 'Degraded');
      return condition?.['reason'] === 'Paused' && condition;
    });
    assert.equal(degraded['status'], 'True');
    assert.match(String(degraded['message']), /after putting back 3 workloads .*maxFailures: 3/);
    assert.equal((await scene.conditionOf('shop', 'Progressing'))?.['reason'], 'Paused');
    await eventually('the Event is there', async () => (await scene.regarded('PolicyPaused')).length > 0);
    assert.deepEqual(await scene.regarded('PolicyPaused'), ['SidecarPolicy/shop']);
    const failed = await failedNames();
    const spared = NAMES.find(name => !failed.includes(name));
    const object = await scene.get('Deployment', spared ?? '');
    assert.equal(valueAt(object, 'metadata', 'generation'), 1);
    assert.deepEqual(outriggersMarks(object), {});
    assert.equal(
      await scene.operator.metric('outrigger_reversions_total{kind="Deployment",reason="DeadlineExceeded"}'),
      3,
    );
  });

  it('are all converted once somebody has mended the policy', async () => {
    const startup = {gate: 'Probe', timeoutSeconds: 5, probe: {exec: {command: ['true']}}};
    const sidecars = [{match: {names: ['log']}, startup}];
    await scene.change('SidecarPolicy', 'shop', {spec: {sidecars}});
    await scene.says('shop', {workloads: {selected: 4, converted: 4, failed: 0}}, 90);
    assert.deepEqual(await scene.regarded('PolicyResumed'), ['SidecarPolicy/shop']);
    await eventually('the policy is well', async () => {
      return (await scene.conditionOf('shop', 'Degraded'))?.['reason'] === 'AsExpected';
    });
    for (const name of NAMES) {
      const pod = await onlyReadyPod(scene, name);
      assert.notEqual(valueAt(pod, 'metadata', 'uid'), valueAt(runningOf(name).pod, 'metadata', 'uid'));
    }
  });

  async function failedNames(): Promise<readonly string[]> {
    const deployments = await scene.list('Deployment');
    const failed = deployments.filter(object => 'outrigger.dev/failed' in outriggersMarks(object));
    return failed.map(object => String(valueAt(object, 'metadata', 'name')));
  }

  function runningOf(name: string): Running {
    const found = running.get(name);
    assert.ok(found);
    return found;
  }
});
