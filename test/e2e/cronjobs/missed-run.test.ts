import assert from 'node:assert/strict';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {finalizedMark, JobFacts, lastEnd} from '../jobs/job-facts.ts';
import {Scene} from '../scene.ts';
import {cronJob, jobsOf} from './cron-job.ts';

const MINUTE = 60_000;

describe('a CronJob with Forbid on a real node whose stuck run keeps the next from starting', function () {
  this.timeout(180_000);
  let scene: Scene;
  let stuck = '';

  before(async () => {
    scene = await Scene.open('e2e-missed-run');
    await scene.startOperator();
    await scene.follow('nightly', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Audit', waitSeconds: 1},
    });
    await scene.create('CronJob', cronJob('report'));
    await startsAtOnce('report');
    const [first] = await eventually('its first run has started', async () => {
      const jobs = await jobsOf(scene, 'report');
      return jobs.length > 0 && jobs;
    });
    stuck = nameOf(first);
    await new JobFacts(scene, stuck).endedPods();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('is counted in Audit, with what finishing it would start', async () => {
    await scene.says('nightly', {jobs: {stuck: 1, backlog: 1}});
    await eventually('the policy says it', async () => {
      const message = stringAt(await scene.conditionOf('nightly', 'Ready'), 'message') ?? '';
      return message.includes(
        '1 stuck pod of Jobs in the backlog (if finished: 1 would let a missed run of a CronJob start)',
      );
    });
  });

  it('misses its next run, and stays as it is in Enforce, until the backlog is asked for', async () => {
    await scene.change('SidecarPolicy', 'nightly', {spec: {jobs: {mode: 'Enforce'}}});
    // Long enough for Outrigger to do something, and at the begin of a minute, so that the next test ends in the same.
    const acted = Date.now() + 5000;
    await eventually('the controller has skipped a run since', async () => (await lastSkip()) > acted, 90);
    assert.deepEqual((await jobsOf(scene, 'report')).map(nameOf), [stuck]);
    const [pod] = await new JobFacts(scene, stuck).pods();
    assert.equal(finalizedMark(pod ?? {}), undefined);
    assert.equal(await new JobFacts(scene, stuck).hasEnded(), false);
  });

  it('ends as it earned once that is done, and the missed run starts at once and ends, too', async () => {
    await scene.change('SidecarPolicy', 'nightly', {spec: {jobs: {backlog: 'Enforce'}}});
    const end = await new JobFacts(scene, stuck).end();
    assert.equal(end.type, 'Complete');
    const next = await eventually('the missed run has started', async () => {
      return (await jobsOf(scene, 'report')).find(job => nameOf(job) !== stuck);
    });
    assert.ok(scheduledAt(next) <= end.at, 'it was due before');
    const nextFacts = new JobFacts(scene, nameOf(next));
    assert.equal((await nextFacts.end()).type, 'Complete');
    const [pod] = await nextFacts.pods();
    assert.ok(lastEnd(pod ?? {}) > end.at);
  });

  /** When the controller last said that it starts no run beside the stuck one, ms since the epoch; 0: never. */
  async function lastSkip(): Promise<number> {
    const skips = (await scene.list('Event')).filter(({reason}) => reason === 'JobAlreadyActive');
    return Math.max(0, ...skips.map(event => Date.parse(stringAt(event, 'deprecatedLastTimestamp') ?? '')));
  }

  /** The CronJob looks back to a run of long ago, so the one of this minute is due already. */
  async function startsAtOnce(name: string): Promise<void> {
    const path = objectPath(RESOURCES.CronJob, {namespace: scene.namespace, name}, 'status');
    const lastScheduleTime = new Date(Date.now() - 2 * MINUTE).toISOString().replace(/\.\d+Z$/, 'Z');
    await scene.admin.rest.mergePatch(path, {status: {lastScheduleTime}});
    await scene.change('CronJob', name, {spec: {suspend: false}});
  }
});

const nameOf = (object: JsonObject | undefined): string => stringAt(object, 'metadata', 'name') ?? '';

/** When a CronJob's Job was due: the minute since the epoch is the end of its name. */
function scheduledAt(job: JsonObject): number {
  return Number(nameOf(job).split('-').at(-1)) * MINUTE;
}
