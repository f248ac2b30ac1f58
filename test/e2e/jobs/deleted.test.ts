import assert from 'node:assert/strict';
import {numberAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Follower} from '../../support/follower.ts';
import {Scene} from '../scene.ts';
import {finalizedMark, JobFacts} from './job-facts.ts';
import {DEAF_SIDECAR, stuckJob} from './stuck-job.ts';

const WAIT_SECONDS = 2;
const GRACE_SECONDS = 6;

describe('a stuck Job on a real node whose pod is deleted', function () {
  this.timeout(120_000);
  let scene: Scene;
  let pods: Follower;
  let first = '';

  before(async () => {
    scene = await Scene.open('e2e-deleted');
    pods = await Follower.start(scene.admin.rest, 'Pod', scene.namespace);
    await scene.startOperator();
    const pod = {terminationGracePeriodSeconds: GRACE_SECONDS};
    const job = {name: 'deleted', sidecar: DEAF_SIDECAR, job: {backoffLimit: 1}, pod};
    await scene.create('Job', stuckJob(job, scene.sinkVolume));
    const [ended] = await new JobFacts(scene, 'deleted').endedPods();
    first = stringAt(ended, 'metadata', 'name') ?? '';
    await scene.admin.delete('Pod', scene.namespace, first);
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS, backlog: 'Enforce'},
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => {
    await (pods as Follower | undefined)?.stop();
    await (scene as Scene | undefined)?.close();
  });

  it('is left to the kubelet and the Job, longer than the wait', async () => {
    await eventually('the pod is gone', () => pods.get(first) === undefined);
    const versions = pods.versions(first);
    assert.deepEqual(versions.map(finalizedMark).filter(Boolean), []);
    const leaving = versions.filter(pod => valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined);
    assert.ok(leaving.some(pod => stringAt(pod, 'status', 'phase') === 'Running'));
  });

  it('ends with the pod that the Job makes in its place, the first counted as failed', async () => {
    assert.equal((await new JobFacts(scene, 'deleted').end()).type, 'Complete');
    const job = await scene.get('Job', 'deleted');
    assert.deepEqual([numberAt(job, 'status', 'failed'), numberAt(job, 'status', 'succeeded')], [1, 1]);
    const [second] = await new JobFacts(scene, 'deleted').pods();
    assert.notEqual(finalizedMark(second ?? {}), undefined);
  });
});
