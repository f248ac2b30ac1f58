import assert from 'node:assert/strict';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {maxConcurrent, Slots} from '../../../src/controllers/ledger/slots.ts';
import type {Outcome} from '../../../src/domain/pace/outcome.ts';
import type {Policy} from '../../../src/domain/policy.ts';

const POLICY = 'shop/shop';

function policy(setting: number | string): Policy {
  return {key: POLICY, conversion: {rollout: {maxConcurrent: setting}}} as unknown as Policy;
}

function outcome(state: Outcome['state'], more: Partial<Outcome> = {}): Outcome {
  return {kind: 'Deployment', enforced: true, state, message: '', findings: [], action: {type: 'None'}, ...more};
}

function cronJob(state: Outcome['state'], more: Partial<Outcome> = {}): Outcome {
  return outcome(state, {kind: 'CronJob', cronJob: {rules: [0], suspended: false}, ...more});
}

function setUp(outcomes: Record<string, Outcome>): {ledger: Ledger; slots: Slots; woken: string[]} {
  const woken: string[] = [];
  const ledger = new Ledger(() => undefined);
  for (const [workload, each] of Object.entries(outcomes)) ledger.set(POLICY, workload, each);
  return {ledger, slots: new Slots(ledger, workload => woken.push(workload)), woken};
}

describe('maxConcurrent', () => {
  it('rounds a percentage of selected up and is never less than one', () => {
    assert.equal(maxConcurrent('10%', 41), 5);
    assert.equal(maxConcurrent('10%', 3), 1);
    assert.equal(maxConcurrent('10%', 0), 1);
    assert.equal(maxConcurrent('100%', 7), 7);
    assert.equal(maxConcurrent(4, 2), 4);
  });
});

describe('Slots', () => {
  const pending = outcome('pending');

  it('gives no more slots than maxConcurrent, counting reservations and what rolls', () => {
    const {slots} = setUp({a: outcome('rolling'), b: pending, c: pending});
    assert.equal(slots.acquire(policy(2), 'b', pending).type, 'Acquired');
    assert.deepEqual(slots.acquire(policy(2), 'c', pending), {type: 'Waits', reason: 'WaitsForSlot'});
  });

  it('wakes those that wait when a slot is free, longest wait first and no more than there is room for', () => {
    const {ledger, slots, woken} = setUp({a: outcome('rolling'), b: pending, c: pending});
    slots.acquire(policy(1), 'c', pending);
    slots.acquire(policy(1), 'b', pending);
    slots.wakeWaiting(policy(1));
    assert.deepEqual(woken, []);
    ledger.set(POLICY, 'a', outcome('converted'));
    slots.wakeWaiting(policy(1));
    assert.deepEqual(woken, ['c']);
  });

  it('does not wake one that has withdrawn in the place of one that waits', () => {
    const {ledger, slots, woken} = setUp({a: outcome('rolling'), b: pending, c: pending});
    slots.acquire(policy(1), 'b', pending);
    slots.acquire(policy(1), 'c', pending);
    slots.withdraw(POLICY, 'b');
    ledger.set(POLICY, 'a', outcome('converted'));
    slots.wakeWaiting(policy(1));
    assert.deepEqual(woken, ['c']);
  });

  it('does not count a workload whose put-back is refused', () => {
    const {slots} = setUp({a: outcome('rolling', {reason: 'WriteRefused'}), b: pending});
    assert.equal(slots.acquire(policy(1), 'b', pending).type, 'Acquired');
  });

  it('says how many writes are in flight', () => {
    const {slots} = setUp({b: pending, c: pending});
    assert.equal(slots.reserved(POLICY), 0);
    slots.acquire(policy(5), 'b', pending);
    slots.acquire(policy(5), 'c', pending);
    assert.equal(slots.reserved(POLICY), 2);
    slots.release(POLICY, 'b');
    assert.equal(slots.reserved(POLICY), 1);
  });

  it('frees a reservation whose write failed', () => {
    const {slots} = setUp({b: pending, c: pending});
    slots.acquire(policy(1), 'b', pending);
    slots.release(POLICY, 'b');
    assert.equal(slots.acquire(policy(1), 'c', pending).type, 'Acquired');
  });

  it('lets one CronJob of a rule go first until its converted form has run', () => {
    const {ledger, slots, woken} = setUp({a: cronJob('pending'), b: cronJob('pending')});
    assert.equal(slots.acquire(policy(5), 'a', cronJob('pending')).type, 'Acquired');
    assert.deepEqual(slots.acquire(policy(5), 'b', cronJob('pending')), {type: 'Waits', reason: 'AwaitsFirstRun'});
    slots.release(POLICY, 'a');
    ledger.set(POLICY, 'a', cronJob('converted', {reason: 'Unproven'}));
    slots.wakeWaiting(policy(5));
    assert.deepEqual(woken, []);
    ledger.set(POLICY, 'a', cronJob('converted'));
    slots.wakeWaiting(policy(5));
    assert.deepEqual(woken, ['b']);
    assert.equal(slots.acquire(policy(5), 'b', cronJob('pending')).type, 'Acquired');
  });

  it('does not let a suspended CronJob hold up one that runs', () => {
    const suspended = cronJob('converted', {reason: 'Unproven', cronJob: {rules: [0], suspended: true}});
    const {slots} = setUp({a: suspended, b: cronJob('pending')});
    assert.equal(slots.acquire(policy(5), 'b', cronJob('pending')).type, 'Acquired');
  });

  it('does not hold CronJobs of another rule up', () => {
    const {slots} = setUp({a: cronJob('rolling'), b: cronJob('pending', {cronJob: {rules: [1], suspended: false}})});
    const other = cronJob('pending', {cronJob: {rules: [1], suspended: false}});
    assert.equal(slots.acquire(policy(5), 'b', other).type, 'Acquired');
  });
});
