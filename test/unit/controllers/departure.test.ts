import assert from 'node:assert/strict';
import {Departure} from '../../../src/controllers/policy/departure.ts';
import type {PolicyView} from '../../../src/controllers/views/policy-view.ts';
import {workloadView, type WorkloadView} from '../../../src/controllers/views/workload-view.ts';
import type {WriteResult} from '../../../src/controllers/workload/writer.ts';
import type {Write} from '../../../src/controllers/workload/writes.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {ApiError, ConnectionError} from '../../../src/kube/api-error.ts';
import {deployment, pod, policy} from '../../support/builders.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {policyWith, run} from './policy-fixture.ts';

const WRITTEN: WriteResult = {type: 'Written', notes: []};

describe('the departure of a policy', () => {
  let clock: FakeClock;
  let views: Map<string, WorkloadView>;
  let policies: readonly Policy[];
  let reserved: number;
  let revert: (write: Write) => Promise<WriteResult>;
  let reverted: string[];
  let failed: string[];
  let log: MemoryLog;
  let departure: Departure;

  beforeEach(() => {
    clock = new FakeClock();
    views = new Map();
    policies = [];
    reserved = 0;
    reverted = [];
    failed = [];
    log = new MemoryLog();
    revert = async () => Promise.resolve(WRITTEN);
    departure = made();
  });

  for (const [what, error] of [
    ['a webhook that does not work', new ApiError(500, {message: 'failed calling webhook'})],
    ['an admission that refuses with a code of its own', new ApiError(418, {message: 'no tea'})],
  ] as const) {
    it(`is not held by ${what}: the workload is told of once, and the others are put back`, async () => {
      convert('a', 'b');
      revert = async ({name}) => (name === 'a' ? Promise.reject(error) : Promise.resolve(WRITTEN));
      assert.deepEqual(await proceed(), {type: 'Waiting', left: 1});
      arrive('b');
      assert.deepEqual(await proceed(), {type: 'Gone'});
      assert.deepEqual(failed, [`a: ${error.message}`]);
      assert.deepEqual(reverted, ['b']);
      assert.deepEqual(log.messages('warn'), ['workload could not be put back']);
    });
  }

  it('is tried again when the API server does not answer', async () => {
    convert('a');
    revert = async () => Promise.reject(new ConnectionError('no answer', new Error('reset')));
    await assert.rejects(proceed(), ConnectionError);
    assert.deepEqual(failed, []);
    revert = async () => Promise.resolve(WRITTEN);
    assert.deepEqual(await proceed(), {type: 'Waiting', left: 1});
    assert.deepEqual(reverted, ['a']);
  });

  it('waits while the server is too busy, lets the others go first, and not for ever', async () => {
    convert('a', 'b');
    revert = async ({name}) =>
      name === 'a' ? Promise.reject(new ApiError(429, {message: 'busy'})) : Promise.resolve(WRITTEN);
    assert.deepEqual(await proceed(), {type: 'Waiting', left: 2});
    await proceed();
    assert.deepEqual(reverted, ['b']);
    arrive('b');
    assert.deepEqual(await proceed(), {type: 'Waiting', left: 1});
    await clock.advance(600_000);
    assert.deepEqual(await proceed(), {type: 'Gone'});
    assert.deepEqual(failed, ['a: busy']);
  });

  it('gives up a workload that is never what was planned with', async () => {
    convert('a');
    revert = async () => Promise.resolve({type: 'Raced'});
    for (let race = 0; race < 5; race++) assert.deepEqual(await proceed(), {type: 'Waiting', left: 1});
    assert.deepEqual(await proceed(), {type: 'Gone'});
    assert.equal(failed.length, 1);
  });

  it('keeps the pace that it began with', async () => {
    const names = Array.from({length: 20}, (_, index) => `w${index}`);
    convert(...names);
    const looks: number[] = [];
    while ((await proceed('10%')).type !== 'Gone') {
      looks.push(reverted.length);
      arrive(...reverted);
    }
    assert.deepEqual(
      looks,
      names.filter((_, index) => index % 2 === 1).map((_, index) => 2 * (index + 1)),
    );
  });

  it('counts after a restart what was put back before it and rolls still', async () => {
    convert('a', 'b', 'c');
    putBack('x', 60);
    assert.deepEqual(await proceed(2), {type: 'Waiting', left: 4});
    assert.deepEqual(reverted, ['a']);
    arrive('x', 'a');
    await proceed(2);
    assert.deepEqual(reverted, ['a', 'b', 'c']);
  });

  it('counts it until its deadline, which did not begin with the restart', async () => {
    convert('a');
    putBack('x', 590);
    assert.deepEqual(await proceed(), {type: 'Waiting', left: 2});
    assert.deepEqual(reverted, []);
    await clock.advance(11_000);
    await proceed();
    assert.deepEqual(reverted, ['a']);
  });

  for (const [what, make] of [
    ['has been put back longer ago than its deadline', () => putBack('x', 601)],
    ['was put back because it had failed', () => putBack('x', 60, {'outrigger.dev/failed': '{}'})],
    ['was restarted', () => putBack('x', 60, {'outrigger.dev/restarted': '{}'})],
    ['somebody else rolls', () => putBack('x', 60, {}, 'kubectl')],
  ] as const) {
    it(`does not count after a restart what ${what}`, async () => {
      convert('a');
      make();
      await proceed();
      assert.deepEqual(reverted, ['a']);
    });
  }

  it('leaves pods alone that were converted when they were created', async () => {
    const annotations = {'outrigger.dev/policy': 'shop/shop'};
    views.set(
      'Pod/shop/bare',
      workloadView('Pod', pod(undefined, {metadata: {name: 'bare', annotations}}), 'outrigger'),
    );
    assert.deepEqual(await proceed(), {type: 'Gone'});
    assert.deepEqual([reverted, failed], [[], []]);
  });

  it('waits for conversions in flight', async () => {
    reserved = 1;
    assert.deepEqual(await proceed(), {type: 'Waiting', left: 1});
    reserved = 0;
    assert.deepEqual(await proceed(), {type: 'Gone'});
  });

  it('reads no workload that another policy has converted, and each of its own once', async () => {
    policies = [policy({key: 'shop/other', generation: 1})];
    convert('a');
    let reads = 0;
    const count = (view: WorkloadView): WorkloadView =>
      Object.defineProperty({...view}, 'packed', {get: () => (reads++, view.packed)});
    for (const [key, view] of views) views.set(key, count(view));
    views.set('Deployment/shop/x', count(claimed('x', 'shop/other')));
    assert.deepEqual(await proceed(), {type: 'Gone'});
    assert.equal(reads, 1);
  });

  async function proceed(maxConcurrent: number | string = 1) {
    return departure.proceed(leaving(maxConcurrent), run(log));
  }

  function convert(...names: readonly string[]): void {
    for (const name of names) views.set(`Deployment/shop/${name}`, claimed(name, 'shop/shop'));
  }

  /** As an earlier process has left it: no mark but the API server's own of who has written, and a rollout. */
  function putBack(name: string, secondsAgo: number, annotations: JsonObject = {}, manager = 'outrigger'): void {
    const time = new Date(clock.now() - secondsAgo * 1000).toISOString();
    const metadata = {name, annotations, managedFields: [{manager, operation: 'Update', time}]};
    const object = deployment(undefined, {metadata});
    views.set(`Deployment/shop/${name}`, workloadView('Deployment', object, 'outrigger'));
  }

  /** Their rollouts are complete. */
  function arrive(...names: readonly string[]): void {
    for (const name of names) views.delete(`Deployment/shop/${name}`);
  }

  function made(): Departure {
    return new Departure({
      state: {
        isTerminating: () => false,
        *workloads() {
          yield* views.values();
        },
        workload: key => views.get(key),
        policiesOf: () => policies,
        factsOf: () => NO_FACTS,
      },
      slots: {reserved: () => reserved},
      writer: {isBehind: () => false, send: async write => revert(write)},
      finalizer: {remove: async () => Promise.resolve({type: 'Done'})},
      announcer: {
        reverted: ({name}) => reverted.push(name),
        notReverted: ({name}, _policy, message) => failed.push(`${name}: ${message}`),
      },
      clock,
      lookAgain: () => undefined,
    });
  }
});

function leaving(maxConcurrent: number | string): PolicyView {
  const rollout = {maxConcurrent, progressDeadlineSeconds: 600, maxFailures: 3, restartPods: false};
  return policyWith({deleting: true, finalizers: ['outrigger.dev/revert']}, {rollout});
}

function claimed(name: string, by: string): WorkloadView {
  const annotations = {'outrigger.dev/policy': by};
  return workloadView('Deployment', deployment(undefined, {metadata: {name, annotations}}), 'outrigger');
}
