import assert from 'node:assert/strict';
import {JobLedger} from '../../../../src/controllers/job/job-ledger.ts';
import type {StuckPod} from '../../../../src/domain/jobs/stuck-pod.ts';
import {LedgerMetrics} from '../../../../src/controllers/job/ledger-metrics.ts';
import {FakeClock} from '../../../support/fake-clock.ts';

const stuckPod = (fields: Partial<StuckPod> = {}): StuckPod => ({
  endedAt: 1000,
  backlog: false,
  consequence: 'None',
  requests: {cpuCores: 0.5, memoryBytes: 100},
  ...fields,
});

function setUp() {
  const clock = new FakeClock();
  const ledger = new JobLedger(clock);
  const heard: string[] = [];
  ledger.subscribe(policy => heard.push(policy));
  const set = (pod: string, ...policies: readonly string[]): void =>
    ledger.replace(pod, new Map(policies.map(policy => [policy, stuckPod()])));
  return {clock, ledger, heard, set};
}

describe('JobLedger', () => {
  it('sums up what is stuck under a policy', () => {
    const {ledger} = setUp();
    ledger.replace('shop/a', new Map([['p', stuckPod({endedAt: 3000, backlog: true, consequence: 'MayRunAgain'})]]));
    ledger.replace('shop/b', new Map([['p', stuckPod({endedAt: 2000, hold: 'NodeUnwell'})]]));
    assert.deepEqual(ledger.summary('p'), {
      stuck: 2,
      backlog: 1,
      oldest: 2000,
      consequences: {None: 1, MayRunAgain: 1, RunsNextCompletion: 0, MayRunMissed: 0},
      holds: {SidecarDecides: 0, NodeUnwell: 1},
    });
    assert.equal(ledger.summary('other').stuck, 0);
    assert.equal(ledger.summary('other').oldest, undefined);
  });

  it('counts a pod under every policy that says so, and drops it where none does', () => {
    const {ledger, set} = setUp();
    set('shop/a', 'p', 'q');
    set('shop/a', 'q');
    assert.deepEqual([ledger.summary('p').stuck, ledger.summary('q').stuck], [0, 1]);
    set('shop/a');
    assert.equal(ledger.summary('q').stuck, 0);
    assert.deepEqual(ledger.policies(), ['p', 'q']);
  });

  it('tells of changes and of nothing else', () => {
    const {ledger, heard, set} = setUp();
    set('shop/a', 'p');
    set('shop/a', 'p');
    set('shop/b');
    assert.deepEqual(heard, ['p']);
    ledger.replace('shop/a', new Map([['p', stuckPod({backlog: true})]]));
    set('shop/a');
    assert.deepEqual(heard, ['p', 'p', 'p']);
  });

  it('knows nothing of a policy that was removed, even if a pod of it comes late', () => {
    const {ledger, set} = setUp();
    set('shop/a', 'p');
    ledger.removePolicy('p');
    assert.equal(ledger.noteRefusal('p', 'no'), false);
    set('shop/a');
    assert.deepEqual(ledger.policies(), []);
  });

  it('remembers why pods are refused, and says whether that is news', () => {
    const {ledger, heard, set} = setUp();
    set('shop/a', 'p');
    assert.equal(ledger.noteRefusal('p', 'pods "a" is forbidden'), true);
    assert.equal(ledger.noteRefusal('p', 'pods "b" is forbidden'), false);
    assert.equal(ledger.refusal('p'), 'pods "a" is forbidden');
    assert.equal(ledger.noteRefusal('p', undefined), true);
    assert.equal(ledger.refusal('p'), undefined);
    assert.equal(heard.length, 3);
  });

  it('adds up what stuck pods hold, while they hold it', async () => {
    const {clock, ledger, set} = setUp();
    set('shop/a', 'p');
    await clock.advance(10_000);
    set('shop/b', 'p');
    await clock.advance(2000);
    set('shop/a');
    set('shop/b');
    await clock.advance(60_000);
    assert.deepEqual(ledger.takeHeld('p'), {cpuCoreSeconds: 7, memoryByteSeconds: 1400});
    assert.deepEqual(ledger.takeHeld('p'), {cpuCoreSeconds: 0, memoryByteSeconds: 0});
    assert.deepEqual(ledger.takeHeld('other'), {cpuCoreSeconds: 0, memoryByteSeconds: 0});
  });

  it('holds no more than it did when a pod’s requests change', async () => {
    const {clock, ledger, set} = setUp();
    set('shop/a', 'p');
    ledger.replace('shop/a', new Map([['p', stuckPod({requests: {cpuCores: 2, memoryBytes: 0}})]]));
    await clock.advance(1000);
    assert.deepEqual(ledger.takeHeld('p'), {cpuCoreSeconds: 2, memoryByteSeconds: 0});
  });
});

describe('LedgerMetrics', () => {
  it('publishes counts, ages and costs every two seconds until it is stopped', async () => {
    const {clock, ledger} = setUp();
    const lines: string[] = [];
    const metrics = {
      setStuck: (policy: string, {pods, oldestSeconds}: {pods: number; oldestSeconds: number}): void =>
        void lines.push(`${policy} ${pods} stuck for ${oldestSeconds} s`),
      addHeld: (policy: string, {cpuCoreSeconds}: {cpuCoreSeconds: number}): void =>
        void lines.push(`${policy} held ${cpuCoreSeconds} core seconds`),
      finalized: (): void => undefined,
      finalizedAfter: (): void => undefined,
    };
    const worker = new LedgerMetrics({ledger, metrics, clock});
    ledger.replace('shop/a', new Map([['p', stuckPod({endedAt: clock.now() - 60_000})]]));
    worker.start();
    await clock.advance(2000);
    ledger.replace('shop/a', new Map());
    await clock.advance(2000);
    assert.deepEqual(lines, [
      'p 1 stuck for 60 s',
      'p held 0 core seconds',
      'p 1 stuck for 62 s',
      'p held 1 core seconds',
      'p 0 stuck for 0 s',
      'p held 0 core seconds',
    ]);
    await worker.stop();
    await clock.advance(10_000);
    assert.equal(lines.length, 6);
  });
});
