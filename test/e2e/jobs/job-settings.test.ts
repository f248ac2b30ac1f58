import assert from 'node:assert/strict';
import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {eventually} from '../../support/eventually.ts';
import {Follower} from '../../support/follower.ts';
import {Scene} from '../scene.ts';
import {finalizedMark, JobFacts, lastEnd, statusOf} from './job-facts.ts';
import {DEAF_SIDECAR, stuckJob, type StuckJob} from './stuck-job.ts';

const WAIT_SECONDS = 2;
const INDEX = '$JOB_COMPLETION_INDEX';
const indexed = {completionMode: 'Indexed', completions: 2, parallelism: 2};

const GOES: StuckJob = {name: 'goes', job: {ttlSecondsAfterFinished: 0}};
/** Its first pod fails, its second does not. */
const REPLACED: StuckJob = {
  name: 'replaced',
  mains: ['[ -e /sink/replaced ] && exit 0; touch /sink/replaced; exit 1'],
  job: {backoffLimit: 1, podReplacementPolicy: 'Failed'},
};
const ENOUGH: StuckJob = {
  name: 'enough',
  mains: [`[ ${INDEX} = 0 ] || sleep 3600`],
  job: {...indexed, successPolicy: {rules: [{succeededIndexes: '0'}]}},
};
const PER_INDEX: StuckJob = {
  name: 'per-index',
  mains: [`exit ${INDEX}`],
  job: {...indexed, backoffLimit: undefined, backoffLimitPerIndex: 0},
};
const NEXT: StuckJob = {name: 'next', job: {completions: 2, parallelism: 1}};
/** The first of its pods runs when it is suspended. */
const PAUSED: StuckJob = {
  name: 'paused',
  mains: ['[ -e /sink/paused ] && exit 0; echo runs > /sink/paused; sleep 3600'],
  pod: {terminationGracePeriodSeconds: 2},
};
/** Its main ends at once when its pod is deleted since it is suspended, and the sidecar goes on for longer than the policy waits. */
const HELD: StuckJob = {
  name: 'held',
  mains: [`[ -e /sink/held ] && exit 0; trap 'exit 0' TERM; echo runs > /sink/held; sleep 3600 & wait`],
  sidecar: DEAF_SIDECAR,
  pod: {terminationGracePeriodSeconds: 6},
};
/** The kubelet ends its pod; its main takes that well, its sidecar does not. */
const OVERDUE: StuckJob = {
  name: 'overdue',
  mains: [`trap 'exit 0' TERM; sleep 3600 & wait`],
  sidecar: DEAF_SIDECAR,
  pod: {activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 6},
};
const LATER: StuckJob = {name: 'later', job: {suspend: true}};

describe('stuck Jobs of every setting on a real node', function () {
  this.timeout(120_000);
  let scene: Scene;
  let pods: Follower;

  before(async () => {
    scene = await Scene.open('e2e-job-settings');
    await scene.startOperator();
    pods = await Follower.start(scene.admin.rest, 'Pod', scene.namespace);
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS},
    });
    const jobs = [GOES, REPLACED, ENOUGH, PER_INDEX, NEXT, PAUSED, HELD, OVERDUE, LATER];
    await Promise.all(jobs.map(async job => scene.create('Job', stuckJob(job, scene.sinkVolume))));
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => {
    await (pods as Follower | undefined)?.stop();
    await (scene as Scene | undefined)?.close();
  });

  for (const job of [PAUSED, HELD]) {
    it(`are suspended with a pod that runs, which is left alone, and finished when they are resumed: ${job.name}`, async () => {
      await eventually('its main runs', () => scene.linesOf(job.name).length > 0);
      const [name = ''] = namesOf(job);
      await scene.change('Job', job.name, {spec: {suspend: true}});
      await eventually('the pod is gone', () => pods.get(name) === undefined);
      assert.equal(await ended(job), false);
      await scene.change('Job', job.name, {spec: {suspend: false}});
      assert.equal((await facts(job).end()).type, 'Complete');
      assert.deepEqual(marksOf(name), []);
      assert.equal(await counted(job, 'failed'), 0);
      if (job === HELD) assert.ok(pods.versions(name).some(isEnding), 'its main was never told to have ended');
    });
  }

  it('are finished when they were suspended from the start', async () => {
    assert.deepEqual(namesOf(LATER), []);
    await scene.change('Job', LATER.name, {spec: {suspend: false}});
    assert.equal((await facts(LATER).end()).type, 'Complete');
  });

  it('go with ttlSecondsAfterFinished: 0 as soon as they are finished', async () => {
    await eventually('the Job is gone', async () => scene.get('Job', GOES.name).then(() => false, isNotFound));
    const name = String(scene.operator.lines.find(({job}) => job === GOES.name)?.['name']);
    const phases = pods.versions(name).map(pod => stringAt(pod, 'status', 'phase'));
    assert.ok(phases.includes('Succeeded'), phases.join(', '));
  });

  it('get another pod with podReplacementPolicy: Failed, and no sooner than the first has failed', async () => {
    assert.equal((await facts(REPLACED).end()).type, 'Complete');
    assert.deepEqual([await counted(REPLACED, 'failed'), await counted(REPLACED, 'succeeded')], [1, 1]);
    const [first, second, ...more] = (await facts(REPLACED).pods()).toSorted(byCreation);
    assert.deepEqual(more, []);
    assert.equal(stringAt(first, 'status', 'phase'), 'Failed');
    assert.ok(Date.parse(createdAt(second)) >= lastEnd(first ?? {}) + WAIT_SECONDS * 1000);
  });

  it('are Complete by their successPolicy, while the pods that go on running are left to the Job', async () => {
    assert.equal((await facts(ENOUGH).end()).type, 'Complete');
    const conditions = objectsAt(await scene.get('Job', ENOUGH.name), 'status', 'conditions');
    assert.ok(conditions.some(({type, reason}) => type === 'SuccessCriteriaMet' && reason === 'SuccessPolicy'));
    const other = pods.names().find(name => name.startsWith(`${ENOUGH.name}-1-`));
    assert.ok(other !== undefined);
    assert.deepEqual(marksOf(other), []);
  });

  it('fail index by index with backoffLimitPerIndex', async () => {
    assert.equal((await facts(PER_INDEX).end()).type, 'Failed');
    const job = await scene.get('Job', PER_INDEX.name);
    assert.equal(stringAt(job, 'status', 'completedIndexes'), '0');
    assert.equal(stringAt(job, 'status', 'failedIndexes'), '1');
  });

  it('run one completion after the other', async () => {
    assert.equal((await facts(NEXT).end()).type, 'Complete');
    assert.equal(await counted(NEXT, 'succeeded'), 2);
  });

  it('are left to a kubelet that ends their pod at its deadline, although its main exits with 0', async () => {
    assert.equal((await facts(OVERDUE).end()).type, 'Failed');
    const [name = ''] = namesOf(OVERDUE);
    const last = pods.get(name) ?? {};
    assert.deepEqual(
      [valueAt(last, 'status', 'phase'), valueAt(last, 'status', 'reason')],
      ['Failed', 'DeadlineExceeded'],
    );
    const ended = pods.versions(name).find(pod => lastEnd(pod) > 0);
    assert.equal(numberAt(statusOf(ended ?? {}, 'app-0'), 'state', 'terminated', 'exitCode'), 0);
    assert.equal(valueAt(ended, 'status', 'phase'), 'Failed', 'the main’s end was not told before');
    assert.deepEqual(marksOf(name), []);
  });

  it('leave no warning and no error in the log', () => {
    assert.deepEqual(
      scene.operator.lines.filter(({level}) => level === 'warn' || level === 'error'),
      [],
    );
  });

  const facts = ({name}: StuckJob): JobFacts => new JobFacts(scene, name);
  const ended = async (job: StuckJob): Promise<boolean> => facts(job).hasEnded();

  async function counted({name}: StuckJob, what: 'failed' | 'succeeded'): Promise<number> {
    return numberAt(await scene.get('Job', name), 'status', what) ?? 0;
  }

  /** Names of its pods that are there. */
  function namesOf({name}: StuckJob): readonly string[] {
    const own = pods.all().filter(pod => valueAt(pod, 'metadata', 'labels', 'batch.kubernetes.io/job-name') === name);
    return own.map(pod => stringAt(pod, 'metadata', 'name') ?? '');
  }

  /** Of every version of a pod. */
  function marksOf(name: string): readonly unknown[] {
    return pods.versions(name).map(finalizedMark).filter(Boolean);
  }
});

/** Its main has ended, and it is being deleted. */
const isEnding = (pod: JsonObject): boolean =>
  stringAt(pod, 'metadata', 'deletionTimestamp') !== undefined && lastEnd(pod) > 0;

const createdAt = (pod: JsonObject | undefined): string => stringAt(pod, 'metadata', 'creationTimestamp') ?? '';

function byCreation(a: JsonObject, b: JsonObject): number {
  return createdAt(a) < createdAt(b) ? -1 : 1;
}
