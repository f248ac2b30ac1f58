import assert from 'node:assert/strict';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Scene} from '../scene.ts';
import {cronJob, jobsOf, podsOf} from './cron-job.ts';

describe('a CronJob on a real node', function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open('e2e-cronjobs');
    await scene.startOperator();
    await scene.follow('nightly', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Enforce', rollout: {maxConcurrent: 5, progressDeadlineSeconds: 10}},
      jobs: {mode: 'Off'},
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('is converted, and counts as rolling until its next Job', async () => {
    await scene.create('CronJob', cronJob('first'));
    await scene.says('nightly', {workloads: {selected: 1, rolling: 1}});
    assert.deepEqual(await sidecarsOf('first'), [['log', 'Always']]);
  });

  it('is unproven when no Job comes in time, and another one with that sidecar waits for it', async () => {
    await scene.create('CronJob', cronJob('second'));
    await scene.says('nightly', {workloads: {selected: 2, rolling: 0, converted: 1, pending: 1}});
    assert.deepEqual(await sidecarsOf('second'), []);
    assert.deepEqual(await scene.regarded('ConversionProven'), []);
  });

  it('is proven by its next Job, which completes with no help', async () => {
    await scene.change('CronJob', 'first', {spec: {suspend: false}});
    const job = await eventually(
      'the next Job is Complete',
      async () => (await jobsOf(scene, 'first')).find(each => isComplete(each)),
      75,
    );
    assert.deepEqual(nativesOf(job), [['log', 'Always']]);
    const [pod] = await podsOf(scene, 'first');
    assert.equal(stringAt(pod, 'status', 'phase'), 'Succeeded');
    assert.equal(valueAt(pod, 'metadata', 'annotations', 'outrigger.dev/finalized'), undefined);
    await eventually('it is said', async () => (await scene.regarded('ConversionProven')).includes('CronJob/first'));
  });

  it('lets the next one go once it is proven', async () => {
    await scene.says('nightly', {workloads: {selected: 2, pending: 0}});
    await eventually('the second is converted', async () => (await sidecarsOf('second')).length === 1);
  });

  async function sidecarsOf(name: string): Promise<readonly unknown[]> {
    return nativesOf(objectAt(await scene.get('CronJob', name), 'spec', 'jobTemplate'));
  }
});

function isComplete(job: JsonObject): boolean {
  return objectsAt(job, 'status', 'conditions').some(({type, status}) => type === 'Complete' && status === 'True');
}

/** Of a Job or the template of one: names and restart policies of the init containers. */
function nativesOf(job: JsonObject): readonly (readonly unknown[])[] {
  const containers = objectsAt(job, 'spec', 'template', 'spec', 'initContainers');
  return containers.map(({name, restartPolicy}) => [name, restartPolicy]);
}
