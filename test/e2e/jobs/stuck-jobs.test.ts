import assert from 'node:assert/strict';
import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Scene} from '../scene.ts';
import {finalizedMark, JobFacts, lastEnd, statusOf} from './job-facts.ts';
import {DEAF_SIDECAR, FAILS_ONCE, stuckJob, type StuckJob} from './stuck-job.ts';

const WAIT_SECONDS = 3;
const GRACE_SECONDS = 5;
const onFailure = {job: {backoffLimit: 6}, pod: {restartPolicy: 'OnFailure'}};

interface Finished {
  readonly title: string;
  readonly job: StuckJob;
  readonly want: 'Complete' | 'Failed';
}

const FINISHED: readonly Finished[] = [
  {title: 'Never, exit 0', job: {name: 'never-0'}, want: 'Complete'},
  {title: 'Never, exit 7, backoffLimit 0', job: {name: 'never-7', mains: ['exit 7']}, want: 'Failed'},
  {title: 'OnFailure, exit 0', job: {name: 'on-failure-0', ...onFailure}, want: 'Complete'},
  {title: 'two mains, exit 0 and 3', job: {name: 'two', mains: ['exit 0', 'sleep 2; exit 3']}, want: 'Failed'},
  {
    title: 'OnFailure, a main that fails and is run again',
    job: {name: 'again', mains: [FAILS_ONCE], ...onFailure},
    want: 'Complete',
  },
  {
    title: 'three parallel pods with indexes',
    job: {name: 'indexed', job: {completionMode: 'Indexed', completions: 3, parallelism: 3}},
    want: 'Complete',
  },
];
const DEAF: StuckJob = {name: 'deaf', sidecar: DEAF_SIDECAR, pod: {terminationGracePeriodSeconds: GRACE_SECONDS}};
const FAILING: StuckJob = {name: 'on-failure-1', mains: ['exit 1'], ...onFailure};
const STRANGE: StuckJob = {name: 'strange', labels: {tier: 'front'}};

describe('stuck Jobs on a real node', function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open('e2e-jobs');
    await scene.startOperator();
    await scene.follow('batch', {
      target: {selector: {matchLabels: {tier: 'batch'}}},
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS},
    });
    const jobs = [...FINISHED.map(({job}) => job), DEAF, FAILING, STRANGE];
    await Promise.all(jobs.map(async job => scene.create('Job', stuckJob(job, scene.sinkVolume))));
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  for (const {title, job, want} of FINISHED) {
    it(`end as ${want}, and the kubelet stops their sidecar as ever: ${title}`, async () => {
      await endsInTime(job.name, want);
      for (const pod of await new JobFacts(scene, job.name).pods()) {
        const sidecar = await stoppedSidecar(pod);
        assert.equal(numberAt(sidecar, 'state', 'terminated', 'exitCode'), 0);
        isInTime(finishedAt(sidecar), lastEnd(pod));
        assert.deepEqual(scene.linesOf(hostOf(pod)), ['preStop', 'SIGTERM']);
        await keepsPhase(pod, want === 'Complete' ? 'Succeeded' : 'Failed');
      }
    });
  }

  it('are judged by the last run of a main that was run again', async () => {
    const [pod] = await new JobFacts(scene, 'again').pods();
    assert.ok(pod);
    const main = statusOf(pod, 'app-0');
    assert.equal(main?.['restartCount'], 1);
    assert.equal(numberAt(main, 'state', 'terminated', 'exitCode'), 0);
  });

  it('end before a sidecar that does not listen, which is killed after its grace period', async () => {
    const end = await endsInTime(DEAF.name, 'Complete');
    const [pod] = await new JobFacts(scene, DEAF.name).pods();
    assert.ok(pod);
    const sidecar = await stoppedSidecar(pod);
    assert.equal(numberAt(sidecar, 'state', 'terminated', 'exitCode'), 137);
    assert.ok(finishedAt(sidecar) > end, 'the Job did not wait for it');
    isInTime(finishedAt(sidecar) - GRACE_SECONDS * 1000, lastEnd(pod));
    assert.deepEqual(scene.linesOf(hostOf(pod)), ['preStop']);
    await keepsPhase(pod, 'Succeeded');
  });

  it('are left to the kubelet while it runs a failed main again', async () => {
    const facts = new JobFacts(scene, FAILING.name);
    const pod = await eventually('the main has been run a third time', async () => {
      const [one] = await facts.pods();
      return one !== undefined && (numberAt(statusOf(one, 'app-0'), 'restartCount') ?? 0) >= 2 && one;
    });
    await isUntouched(pod);
    assert.equal(await facts.hasEnded(), false);
  });

  it('stay stuck where no policy selects them', async () => {
    const facts = new JobFacts(scene, STRANGE.name);
    const [pod] = await facts.endedPods();
    assert.ok(pod);
    const due = lastEnd(pod) + (WAIT_SECONDS + 5) * 1000;
    await eventually('the others have been finished in this time', () => Date.now() > due);
    await isUntouched(pod);
    assert.equal(await facts.hasEnded(), false);
  });

  it('leave on their pod what was done and why, and Events on both', async () => {
    const [pod] = await new JobFacts(scene, 'two').pods();
    assert.match(String(finalizedMark(pod ?? {})), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ attempt 1$/);
    const condition = objectsAt(pod, 'status', 'conditions').find(({type}) => type === 'outrigger.dev/Finalized');
    assert.equal(condition?.['reason'], 'MainContainersFailed');
    assert.match(String(condition['message']), /only the sidecar log still ran, so policy e2e-jobs\/batch/);
    await eventually('both Events are there', async () => {
      const regarded = await scene.regarded('JobFinalized');
      return regarded.includes('Job/two') && regarded.includes(`Pod/${stringAt(pod, 'metadata', 'name')}`);
    });
  });

  it('are counted, and then none is stuck any more', async () => {
    const {operator} = scene;
    const finalized = async (outcome: string): Promise<number | undefined> =>
      operator.metric(`outrigger_jobs_finalized_total{outcome="${outcome}"}`);
    assert.deepEqual([await finalized('Succeeded'), await finalized('Failed'), await finalized('error')], [7, 2, 0]);
    await scene.says('batch', {jobs: {stuck: 0, backlog: 0}});
    await eventually('the metric says so', async () => {
      return (await operator.metric('outrigger_jobs_stuck{policy="e2e-jobs/batch"}')) === 0;
    });
  });

  /** By the times on the objects: how long this test takes to look does not matter. Answers when the Job ended. */
  async function endsInTime(name: string, want: string): Promise<number> {
    const facts = new JobFacts(scene, name);
    const end = await facts.end();
    assert.equal(end.type, want);
    isInTime(end.at, Math.max(...(await facts.endedPods()).map(lastEnd)));
    return end.at;
  }

  /** Its status, once the kubelet says that it does not run any more. */
  async function stoppedSidecar(pod: JsonObject): Promise<JsonObject> {
    return eventually('the sidecar is terminated', async () => {
      const sidecar = statusOf(await scene.get('Pod', nameOf(pod)), 'log');
      return valueAt(sidecar, 'state', 'terminated') !== undefined && sidecar;
    });
  }

  async function keepsPhase(pod: JsonObject, phase: string): Promise<void> {
    assert.equal(stringAt(await scene.get('Pod', nameOf(pod)), 'status', 'phase'), phase);
  }

  async function isUntouched(pod: JsonObject): Promise<void> {
    const now = await scene.get('Pod', nameOf(pod));
    assert.equal(stringAt(now, 'status', 'phase'), 'Running');
    assert.notEqual(valueAt(statusOf(now, 'log'), 'state', 'running'), undefined);
    assert.equal(finalizedMark(now), undefined);
    assert.deepEqual(scene.linesOf(hostOf(pod)), []);
  }
});

/** Of something that ended, and the last main that ended before it. */
function isInTime(at: number, last: number): void {
  const waited = (at - last) / 1000;
  assert.ok(waited >= WAIT_SECONDS && waited <= WAIT_SECONDS + 30, `ended ${waited} s after the last main`);
}

const nameOf = (pod: JsonObject): string => stringAt(pod, 'metadata', 'name') ?? '';

/** What `$HOSTNAME` says in it. */
const hostOf = (pod: JsonObject): string => stringAt(pod, 'spec', 'hostname') ?? nameOf(pod);

function finishedAt(container: JsonObject): number {
  return Date.parse(stringAt(container, 'state', 'terminated', 'finishedAt') ?? '');
}
