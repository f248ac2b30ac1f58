import assert from 'node:assert/strict';
import {numberAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Write} from '../../support/api-proxy.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {inBatches} from '../loop/in-batches.ts';
import {Lab} from '../loop/lab.ts';

const NAMESPACE = 'jobs-long-backlog';
const PODS = 2000;
const PODS_OF_A_JOB = 50;
const RATE = 100;
const DEFAULT_RATE = 5;
/** Workers of the controller, and turns that may be open besides: so many requests may overtake each other. */
const AT_ONCE = 8;

interface Finished {
  readonly age: number;
  readonly at: number;
}

describe('a backlog of 2,000 stuck pods on a real API server', function () {
  this.timeout(400_000);
  let lab: Lab;
  const done: Finished[] = [];

  before(async function () {
    this.timeout(400_000);
    lab = await Lab.open(NAMESPACE);
    lab.proxy.onAnswer = note;
    await makeStuck('old', PODS);
    await lab.start([`--namespace=${NAMESPACE}`, `--finalize-rate=${RATE}`]);
    await lab.policy('shop', {
      conversion: {mode: 'Enforce', rollout: {maxConcurrent: '100%'}},
      jobs: {mode: 'Audit', waitSeconds: 1},
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') lab.operator.tell();
  });

  after(async () => {
    if ((lab as Lab | undefined) === undefined) return;
    await lab.admin.delete('Namespace', undefined, NAMESPACE);
    await lab.close();
  });

  it('is counted, and what it would set off', async () => {
    await isStuck(PODS);
    assert.deepEqual(done, []);
  });

  it('does not keep new Deployments from being converted while it is worked off', async () => {
    await lab.admin.merge(
      'SidecarPolicy',
      {namespace: NAMESPACE, name: 'shop'},
      {spec: {jobs: {mode: 'Enforce', backlog: 'Enforce'}}},
    );
    await eventually('it has begun', () => done.length > 0);
    for (let index = 0; index < 5; index++) {
      await lab.deployment(`new-${index}`);
      await eventually('it is converted', () => lab.inits(`new-${index}`).length === 1, 20);
    }
    assert.ok(done.length < PODS, 'the backlog was still being worked off');
  });

  it('is worked off oldest first', async () => {
    await eventually('every pod is finished', () => done.length === PODS, 300);
    // The turns come in order; a read that is slow then is overtaken by those of half a second at the most.
    const furthest = finished().reduce((most, {age}, index) => Math.max(most, Math.abs(age - index)), 0);
    assert.ok(furthest <= AT_ONCE + RATE / 2, `one was ${furthest} places from its own`);
    await isStuck(0);
  });

  it('is worked off no faster than --finalize-rate in any second', () => {
    assert.ok(mostWithin(1000) <= RATE + AT_ONCE, `${mostWithin(1000)} in a second`);
  });

  it('is worked off at five a second unless a flag says otherwise', async () => {
    const [before, few] = [done.length, 30];
    await lab.operator.stop();
    await makeStuck('later', few);
    await lab.start();
    await eventually('every pod is finished', () => done.length === before + few);
    const times = finished()
      .slice(before)
      .map(({at}) => at);
    const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
    // A timer may fire a little late, and a request be sent a little later still.
    assert.ok(took > ((few - 1) / DEFAULT_RATE) * 1000 - 1000, `took ${took} ms`);
    const window = 2000;
    const most = times.map(start => times.filter(at => at >= start && at < start + window).length);
    assert.ok(Math.max(...most) <= (DEFAULT_RATE * window) / 1000 + 4, `${Math.max(...most)} within ${window} ms`);
  });

  /** In the order in which the requests came; `age`: 0 for the oldest pod. */
  function finished(): readonly Finished[] {
    return done.toSorted((a, b) => a.at - b.at);
  }

  function note({path, at, status}: Write): void {
    const age = /\/pods\/[a-z]+-(\d+)\/status$/.exec(path)?.[1];
    if (age !== undefined && status === 200) done.push({age: Number(age), at});
  }

  function mostWithin(milliseconds: number): number {
    const times = finished().map(({at}) => at);
    let [most, from] = [0, 0];
    for (const [to, at] of times.entries()) {
      while (at - (times[from] ?? 0) >= milliseconds) from++;
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  async function isStuck(count: number): Promise<void> {
    await eventually(`the policy says that ${count} are stuck`, async () => {
      const policy = await lab.admin.get('SidecarPolicy', NAMESPACE, 'shop');
      return numberAt(policy, 'status', 'jobs', 'stuck') === count;
    });
  }

  /** Pods `NAME-0`, whose main ended first, and so on; the Job controller leaves their Jobs to somebody else. */
  async function makeStuck(name: string, count: number): Promise<void> {
    const jobs = Array.from({length: Math.ceil(count / PODS_OF_A_JOB)}, (_, index) => index);
    const owners = await Promise.all(jobs.map(async index => makeJob(`${name}-${index}`)));
    const ages = Array.from({length: count}, (_, age) => age);
    await inBatches(ages, async age =>
      makePod(`${name}-${age}`, {owner: owners[age % owners.length] ?? {}, age, count}),
    );
  }

  async function makeJob(name: string): Promise<JsonObject> {
    const template = {spec: {restartPolicy: 'Never', containers: [container('app'), container('log')]}};
    const job = await lab.create('Job', {metadata: {name}, spec: {managedBy: 'test.dev/nobody', template}});
    return {apiVersion: 'batch/v1', kind: 'Job', name, uid: valueAt(job, 'metadata', 'uid'), controller: true};
  }

  interface Place {
    readonly owner: JsonObject;
    readonly age: number;
    readonly count: number;
  }

  async function makePod(name: string, {owner, age, count}: Place): Promise<void> {
    const containers = [container('app'), container('log')];
    const spec = {restartPolicy: 'Never', schedulerName: 'nobody', containers};
    await lab.create('Pod', {metadata: {name, ownerReferences: [owner]}, spec});
    const finishedAt = new Date(Date.now() - 3_600_000 - (count - age) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const status = (container: string, state: JsonObject): JsonObject => ({
      name: container,
      image: `registry.example/${container}:1.0`,
      imageID: '',
      ready: false,
      restartCount: 0,
      state,
    });
    const terminated = {exitCode: 0, startedAt: finishedAt, finishedAt};
    const containerStatuses = [status('app', {terminated}), status('log', {running: {startedAt: finishedAt}})];
    const path = objectPath(RESOURCES.Pod, {namespace: NAMESPACE, name}, 'status');
    await lab.admin.rest.mergePatch(path, {status: {phase: 'Running', containerStatuses}});
  }
});
