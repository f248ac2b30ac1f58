import assert from 'node:assert/strict';
import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {Scene} from '../scene.ts';
import {finalizedMark, JobFacts} from './job-facts.ts';
import {stuckJob, type StuckJob} from './stuck-job.ts';

const WAIT_SECONDS = 2;

const onExitCodes = (values: readonly number[], containerName?: string): JsonObject => ({
  operator: 'In',
  values,
  ...(containerName === undefined ? {} : {containerName}),
});
const failing = (name: string, backoffLimit: number, rules: readonly JsonObject[]): StuckJob => ({
  name,
  mains: ['exit 7'],
  job: {backoffLimit, podFailurePolicy: {rules}},
});

const OWN: StuckJob = failing('own', 6, [{action: 'FailJob', onExitCodes: onExitCodes([7], 'app-0')}]);
const COUNTED: StuckJob = failing('counted', 1, [{action: 'FailJob', onExitCodes: onExitCodes([143], 'app-0')}]);
const MATCHED: StuckJob = failing('matched', 6, [{action: 'FailJob', onExitCodes: onExitCodes([7])}]);
const DISRUPTED: StuckJob = failing('disrupted', 0, [
  {action: 'Ignore', onPodConditions: [{type: 'DisruptionTarget', status: 'True'}]},
]);
/** Its sidecar exits with 143 when it is told to stop. */
const DOUBTFUL: StuckJob = {
  ...failing('doubtful', 0, [{action: 'Ignore', onExitCodes: onExitCodes([137, 143])}]),
  sidecar: `trap 'exit 143' TERM; sleep 3600 & wait`,
};

describe('stuck Jobs with a podFailurePolicy on a real node', function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open('e2e-failure-policy');
    await scene.startOperator();
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS},
    });
    const jobs = [OWN, COUNTED, MATCHED, DISRUPTED, DOUBTFUL];
    await Promise.all(jobs.map(async job => scene.create('Job', stuckJob(job, scene.sinkVolume))));
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('fail at once by a rule for a main container that it matches', async () => {
    assert.deepEqual(await failureOf(OWN.name), {reason: 'PodFailurePolicy', failed: 1});
  });

  it('are counted against backoffLimit where a rule for a main container does not match', async () => {
    assert.deepEqual(await failureOf(COUNTED.name), {reason: 'BackoffLimitExceeded', failed: 2});
  });

  it('fail by a rule for any container where a main container is the first that matches', async () => {
    assert.deepEqual(await failureOf(MATCHED.name), {reason: 'PodFailurePolicy', failed: 1});
  });

  it('are counted where a rule goes by conditions of the pod', async () => {
    assert.deepEqual(await failureOf(DISRUPTED.name), {reason: 'BackoffLimitExceeded', failed: 1});
  });

  it('are left alone where a rule for any container could match how the sidecar exits', async () => {
    const message = await eventually('the policy says so', async () => {
      const ready = stringAt(await scene.conditionOf('batch', 'Ready'), 'message') ?? '';
      return ready.includes('1 stuck pod left alone') && ready;
    });
    assert.match(message, /podFailurePolicy/);
    await scene.says('batch', {jobs: {stuck: 1}});
    const [pod] = await new JobFacts(scene, DOUBTFUL.name).pods();
    assert.equal(finalizedMark(pod ?? {}), undefined);
    assert.equal(stringAt(pod, 'status', 'phase'), 'Running');
  });

  it('would not count such a pod if it were finished: why they are left alone', async () => {
    const facts = new JobFacts(scene, DOUBTFUL.name);
    const [pod] = await facts.pods();
    const name = stringAt(pod, 'metadata', 'name') ?? '';
    const path = objectPath(RESOURCES.Pod, {namespace: scene.namespace, name}, 'status');
    const annotations = {'outrigger.dev/finalized': 'by a person'};
    await scene.admin.rest.strategicPatch(path, {metadata: {annotations}, status: ended(pod ?? {})});
    await eventually('the Job is done with the pod', async () => {
      const finalizers = valueAt(await scene.get('Pod', name), 'metadata', 'finalizers');
      return finalizers === undefined;
    });
    const job = await scene.get('Job', DOUBTFUL.name);
    assert.equal(numberAt(job, 'status', 'failed') ?? 0, 0);
    assert.equal(await facts.hasEnded(), false);
  });

  /** As the kubelet will have it: the Job controller looks a second later, and the sidecar may not have ended by then. */
  function ended(pod: JsonObject): JsonObject {
    const state = {terminated: {exitCode: 143, reason: 'Error'}};
    const containerStatuses = objectsAt(pod, 'status', 'containerStatuses').map(each =>
      each['name'] === 'log' ? {...each, ready: false, started: false, state} : each,
    );
    return {phase: 'Failed', containerStatuses};
  }

  async function failureOf(name: string): Promise<{readonly reason: string | undefined; readonly failed: unknown}> {
    const end = await new JobFacts(scene, name).end();
    assert.equal(end.type, 'Failed');
    const job = await scene.get('Job', name);
    const condition = objectsAt(job, 'status', 'conditions').find(({type}) => type === 'Failed');
    return {reason: stringAt(condition, 'reason'), failed: numberAt(job, 'status', 'failed')};
  }
});
