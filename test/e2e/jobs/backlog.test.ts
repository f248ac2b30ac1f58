import assert from 'node:assert/strict';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Scene} from '../scene.ts';
import {finalizedMark, JobFacts, lastEnd} from './job-facts.ts';
import {stuckJob} from './stuck-job.ts';

const SERIES = '{policy="e2e-backlog/batch"}';

describe('Jobs on a real node that were stuck before their policy enforced', function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open('e2e-backlog');
    for (const [name, script] of Object.entries({'old-0': 'exit 0', 'old-7': 'exit 7'})) {
      await scene.create('Job', stuckJob({name, mains: [script]}, scene.sinkVolume));
      await new JobFacts(scene, name).endedPods();
    }
    await scene.startOperator();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('are counted in Audit, with what they cost', async () => {
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Audit', waitSeconds: 1},
    });
    await scene.says('batch', {jobs: {stuck: 2, backlog: 2}});
    const {operator} = scene;
    await eventually('metrics say so', async () => (await operator.metric(`outrigger_jobs_stuck${SERIES}`)) === 2);
    const oldest = (await operator.metric(`outrigger_jobs_stuck_oldest_seconds${SERIES}`)) ?? 0;
    const since = lastEnd(await podOf('old-0')) / 1000;
    assert.ok(oldest > 1 && oldest <= Date.now() / 1000 - since, `${oldest} s`);
  });

  it('stay when it begins to enforce, while new ones are finished', async () => {
    await scene.change('SidecarPolicy', 'batch', {spec: {jobs: {mode: 'Enforce'}}});
    await eventually('it enforces', async () => {
      const policy = await scene.get('SidecarPolicy', 'batch');
      return stringAt(policy, 'status', 'jobs', 'enforcedSince');
    });
    await scene.create('Job', stuckJob({name: 'new'}, scene.sinkVolume));
    assert.equal((await new JobFacts(scene, 'new').end()).type, 'Complete');
    for (const name of ['old-0', 'old-7']) await staysStuck(name);
    await scene.says('batch', {jobs: {stuck: 2, backlog: 2}});
  });

  it('are finished as their mains ended once the backlog is to be worked off', async () => {
    await scene.change('SidecarPolicy', 'batch', {spec: {jobs: {backlog: 'Enforce'}}});
    assert.equal((await new JobFacts(scene, 'old-0').end()).type, 'Complete');
    assert.equal((await new JobFacts(scene, 'old-7').end()).type, 'Failed');
    await scene.says('batch', {jobs: {stuck: 0, backlog: 0}});
  });

  async function staysStuck(name: string): Promise<void> {
    const pod = await podOf(name);
    assert.equal(stringAt(pod, 'status', 'phase'), 'Running');
    assert.equal(finalizedMark(pod), undefined);
    assert.equal(await new JobFacts(scene, name).hasEnded(), false);
  }

  async function podOf(job: string): Promise<JsonObject> {
    const [pod] = await new JobFacts(scene, job).pods();
    assert.ok(pod, `Job ${job} has a pod`);
    return pod;
  }
});
