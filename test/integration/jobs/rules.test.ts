import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {JobScene, type JobOptions, type State} from './job-scene.ts';
import type {TappedOperator} from './tapped-operator.ts';

interface Case {
  readonly title: string;
  readonly job?: JobOptions;
  readonly states: Readonly<Record<string, State>>;
  /** What becomes of the Job. `untouched`: nothing, and nothing is written to its pod. */
  readonly want: 'Complete' | 'Failed' | 'untouched';
  /** Done to the pod after its status was written. */
  readonly afterwards?: (scene: JobScene, pod: string) => Promise<void>;
}

// The Job controller counts restarts of any container against backoffLimit.
const OnFailure: JobOptions = {restartPolicy: 'OnFailure', spec: {backoffLimit: 6}};
const two: JobOptions = {containers: ['first', 'second', 'log']};

const CASES: readonly Case[] = [
  {title: 'Never, exit 0', states: {app: 0, log: 'running'}, want: 'Complete'},
  {title: 'Never, exit 7', states: {app: 7, log: 'running'}, want: 'Failed'},
  {title: 'Never, mains 0 and 3', job: two, states: {first: 0, second: 3, log: 'running'}, want: 'Failed'},
  {title: 'OnFailure, exit 0', job: OnFailure, states: {app: 0, log: 'running'}, want: 'Complete'},
  {title: 'OnFailure, the sidecar crash-loops', job: OnFailure, states: {app: 0, log: 'crashLoop'}, want: 'Complete'},
  {title: 'OnFailure, exit 1', job: OnFailure, states: {app: 1, log: 'running'}, want: 'untouched'},
  {
    title: 'OnFailure, a main crash-loops',
    job: OnFailure,
    states: {app: 'crashLoop', log: 'running'},
    want: 'untouched',
  },
  {title: 'a main runs', states: {app: 'running', log: 'running'}, want: 'untouched'},
  {title: 'one of two mains runs', job: two, states: {first: 0, second: 'running', log: 'running'}, want: 'untouched'},
  {
    title: 'a main has not started',
    job: two,
    states: {first: 0, second: 'creating', log: 'running'},
    want: 'untouched',
  },
  {
    title: 'a main is not reported',
    job: two,
    states: {first: 0, second: 'unreported', log: 'running'},
    want: 'untouched',
  },
  {title: 'the sidecar is not reported', states: {app: 0, log: 'unreported'}, want: 'untouched'},
  {title: 'the sidecar has ended too', states: {app: 0, log: 143}, want: 'untouched'},
  {
    title: 'Pending',
    states: {app: 0, log: 'running'},
    want: 'untouched',
    afterwards: async (scene, pod) => void (await scene.writeStatus(pod, {phase: 'Pending'})),
  },
  {
    title: 'every container is a sidecar',
    job: {containers: ['proxy', 'log']},
    states: {proxy: 0, log: 'running'},
    want: 'untouched',
  },
  {
    title: 'no container is a sidecar',
    job: {containers: ['app', 'other']},
    states: {app: 0, other: 'running'},
    want: 'untouched',
  },
  {
    title: 'the policy does not select it',
    job: {labels: {tier: 'front'}},
    states: {app: 0, log: 'running'},
    want: 'untouched',
  },
  {
    title: 'its template says skip',
    job: {labels: {'outrigger.dev/skip': 'true'}},
    states: {app: 0, log: 'running'},
    want: 'untouched',
  },
];

const nameOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

describe('stuck Jobs on a real API server', function () {
  this.timeout(120_000);
  let scene: JobScene;
  let operator: TappedOperator;
  /** By title: the pod, and its version after the test's last write. */
  const pods = new Map<string, {readonly name: string; readonly version: string | undefined}>();

  before(async function () {
    this.timeout(300_000);
    scene = await JobScene.open(await sharedCluster(), 'jobs-rules');
    operator = await scene.startOperator({finalizeRate: 50});
    await scene.createPolicy('enforce', {mode: 'Enforce', waitSeconds: 2}, {tier: 'batch'});
    await scene.enforces('enforce');
    const names = await Promise.all(CASES.map(async ({title, job}) => scene.createJob(nameOf(title), job)));
    for (const [index, {title, states, afterwards}] of CASES.entries()) {
      const name = names[index] ?? '';
      await scene.report(name, states);
      await afterwards?.(scene, name);
      pods.set(title, {name, version: stringAt(await scene.pod(name), 'metadata', 'resourceVersion')});
    }
    // Whatever is going to be finished is finished by then.
    await pause(4000);
  });

  after(async () => (scene as JobScene | undefined)?.close());

  for (const {title, want} of CASES) {
    it(`${want === 'untouched' ? 'leaves alone' : `ends as ${want}`}: ${title}`, async () => {
      const {name, version} = pods.get(title) ?? {name: '', version: ''};
      if (want === 'untouched') {
        assert.equal(stringAt(await scene.pod(name), 'metadata', 'resourceVersion'), version);
        assert.equal(await scene.endOf(nameOf(title)), '');
        return;
      }
      await eventually(`the Job is ${want}`, async () => (await scene.endOf(nameOf(title))) === want);
      assert.equal(operator.writes.filter(({pod}) => pod === name).length, 1);
    });
  }

  it('leaves on the pod what was done, when and why', async () => {
    const pod = await scene.pod(pods.get('Never, exit 0')?.name ?? '');
    const annotation = String(valueAt(pod, 'metadata', 'annotations', 'outrigger.dev/finalized'));
    assert.match(annotation, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ attempt 1$/);
    const condition = objectsAt(pod, 'status', 'conditions').find(one => one['type'] === 'outrigger.dev/Finalized');
    assert.equal(condition?.['status'], 'True');
    assert.equal(condition['reason'], 'MainContainersSucceeded');
    assert.match(String(condition['message']), /only the sidecar log still ran, so policy jobs-rules\/enforce/);
  });

  it('writes an Event on the Job and on its pod', async () => {
    const name = pods.get('Never, exit 7')?.name;
    const regarding = await eventually('both Events are there', async () => {
      const events = (await scene.admin.list('Event', scene.namespace)).filter(one => one['reason'] === 'JobFinalized');
      const about = events.map(one => `${stringAt(one, 'regarding', 'kind')}/${stringAt(one, 'regarding', 'name')}`);
      return about.includes('Job/never-exit-7') && about.includes(`Pod/${name}`) && about;
    });
    assert.equal(regarding.filter(one => one === 'Job/never-exit-7').length, 1);
  });

  it('counts what it did, and has nothing left to count as stuck', async () => {
    assert.equal(await operator.metric('outrigger_jobs_finalized_total{outcome="Succeeded"}'), 3);
    assert.equal(await operator.metric('outrigger_jobs_finalized_total{outcome="Failed"}'), 2);
    assert.equal(await operator.metric('outrigger_jobs_finalized_total{outcome="error"}'), 0);
    assert.equal(await operator.metric('outrigger_job_finalize_delay_seconds_count'), 5);
    await eventually('nothing is stuck', async () => {
      const series = 'outrigger_jobs_stuck{policy="jobs-rules/enforce"}';
      return (
        (await operator.metric(series)) === 0 && valueAt(await scene.policyStatus('enforce'), 'jobs', 'stuck') === 0
      );
    });
  });

  it('finishes all pods of an indexed Job', async () => {
    const spec: JsonObject = {completionMode: 'Indexed', completions: 3, parallelism: 3};
    await scene.createJob('indexed', {spec});
    const indexed = await scene.podsOf('indexed', 3);
    await Promise.all(indexed.map(async name => scene.report(name, {app: 0, log: 'running'})));
    await eventually('the Job is Complete', async () => (await scene.endOf('indexed')) === 'Complete');
    assert.deepEqual(
      operator.writes.filter(({pod}) => indexed.includes(pod)).map(({phase}) => phase),
      ['Succeeded', 'Succeeded', 'Succeeded'],
    );
  });

  it('leaves a pod alone that is being deleted', async () => {
    const name = await scene.createJob('deleted');
    await scene.admin.merge('Pod', {namespace: scene.namespace, name}, {metadata: {finalizers: ['test.dev/hold']}});
    await scene.report(name, {app: 'running', log: 'running'});
    await scene.admin.delete('Pod', scene.namespace, name, {gracePeriodSeconds: 60});
    await scene.report(name, {app: 0, log: 'running'});
    await pause(3000);
    assert.equal(
      operator.writes.some(({pod}) => pod === name),
      false,
    );
    await scene.admin.merge('Pod', {namespace: scene.namespace, name}, {metadata: {finalizers: []}});
  });

  it('waits for a main that the kubelet runs again, and judges by its last exit code', async () => {
    const name = await scene.createJob('again', OnFailure);
    await scene.report(name, {app: 1, log: 'running'});
    await pause(3000);
    await scene.report(name, {app: 'running', log: 'running'});
    await pause(500);
    assert.equal(await scene.phaseOf(name), 'Running');
    const endedAt = performance.now();
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the Job is Complete', async () => (await scene.endOf('again')) === 'Complete');
    const write = operator.writes.find(({pod}) => pod === name);
    // Times of statuses are in whole seconds.
    assert.ok((write?.at ?? 0) - endedAt > 1000);
  });
});
