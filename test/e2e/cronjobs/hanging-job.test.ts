import assert from 'node:assert/strict';
import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {CLOSED_GATE, converted, putBack} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {cronJob, podsOf} from './cron-job.ts';

const DEADLINE_SECONDS = 10;

describe('a CronJob on a real node whose converted Job hangs in Init', function () {
  this.timeout(120_000);
  let scene: Scene;
  let original: JsonObject;

  before(async () => {
    scene = await Scene.open('e2e-hanging');
    original = await scene.create('CronJob', cronJob('report'));
    await scene.startOperator();
    await scene.follow('gate', {
      sidecars: [CLOSED_GATE],
      conversion: {mode: 'Enforce', rollout: {progressDeadlineSeconds: DEADLINE_SECONDS}},
      jobs: {mode: 'Off'},
    });
    await converted(scene, 'CronJob', 'report');
    await startJob('hangs');
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('is put back exactly once the deadline of its pod is over', async () => {
    const [pod] = await podsOf(scene, 'report');
    const mark = await putBack(scene, 'CronJob', original);
    assert.equal(mark.reason, 'DeadlineExceeded');
    const took = (Date.parse(mark.at) - Date.parse(stringAt(pod, 'metadata', 'creationTimestamp') ?? '')) / 1000;
    assert.ok(took >= DEADLINE_SECONDS && took < DEADLINE_SECONDS + 30, `put back after ${took} s`);
  });

  it('counts as failed, and that is said on it and on the policy', async () => {
    await scene.says('gate', {workloads: {selected: 1, failed: 1, pending: 0}});
    const degraded = await scene.conditionOf('gate', 'Degraded');
    assert.deepEqual([degraded?.['status'], degraded?.['reason']], ['True', 'RolloutFailed']);
    await eventually('both Events are there', async () => {
      const regarded = await scene.regarded('ConversionFailed');
      return regarded.includes('CronJob/report') && regarded.includes('SidecarPolicy/gate');
    });
  });

  it('runs as it did before', async () => {
    await startJob('runs');
    await eventually('the main of the next Job ends well', async () => {
      const pod = (await podsOf(scene, 'report')).find(each => objectsAt(each, 'spec', 'initContainers').length === 0);
      const app = objectsAt(pod, 'status', 'containerStatuses').find(({name}) => name === 'app');
      return numberAt(app, 'state', 'terminated', 'exitCode') === 0;
    });
    assert.equal(valueAt((await scene.get('CronJob', 'report'))['metadata'], 'generation'), 3);
  });

  /** As people do it by hand; the CronJob controls such a Job as it does its own. Resolves when it has a pod. */
  async function startJob(name: string): Promise<void> {
    const pods = (await podsOf(scene, 'report')).length;
    const cluster = await sharedNodeCluster();
    await cluster.kubectl(['create', 'job', name, '--from=cronjob/report', `--namespace=${scene.namespace}`]);
    await eventually(`Job ${name} has a pod`, async () => (await podsOf(scene, 'report')).length > pods);
  }
});
