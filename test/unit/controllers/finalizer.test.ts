import assert from 'node:assert/strict';
import {Finalizer, type FinalizerOptions} from '../../../src/controllers/policy/finalizer.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {ENFORCED, inStore, refusal, run, type PolicyStores} from './policy-fixture.ts';

const ADDED = {metadata: {finalizers: ['outrigger.dev/revert'], resourceVersion: '1'}};

describe('the finalizer', () => {
  let clock: FakeClock;
  let stores: PolicyStores;
  let sent: unknown[];
  let answer: () => Promise<Record<string, unknown>>;

  beforeEach(() => {
    clock = new FakeClock();
    stores = inStore(clock, ENFORCED);
    sent = [];
    answer = async () => Promise.resolve({metadata: {resourceVersion: '2'}});
  });

  it('is not written again before the watch has brought the write', async () => {
    const finalizer = made();
    assert.deepEqual(await finalizer.ensure(ENFORCED, run()), {type: 'Done'});
    assert.deepEqual(await finalizer.ensure(ENFORCED, run()), {type: 'After', seconds: 1});
    assert.deepEqual(sent, [ADDED]);
  });

  it('is not sent in a dry run', async () => {
    assert.deepEqual(await made({dryRun: true}).ensure(ENFORCED, run()), {type: 'Done'});
    assert.deepEqual(sent, []);
  });

  it('that the server refuses is a problem that people can read, and is tried again after a while', async () => {
    answer = refusal(403, 'you may not');
    const finalizer = made();
    const message =
      'the finalizer outrigger.dev/revert cannot be written: you may not; nothing is converted until it is';
    const log = new MemoryLog();
    assert.deepEqual(await finalizer.ensure(ENFORCED, run(log)), {type: 'Refused', message, seconds: 30});
    await clock.advance(10_000);
    assert.deepEqual(await finalizer.ensure(ENFORCED, run(log)), {type: 'Refused', message, seconds: 20});
    assert.equal(sent.length, 1);
    assert.equal(finalizer.problemOf('shop/shop'), message);
    await clock.advance(20_000);
    assert.deepEqual(await finalizer.ensure(ENFORCED, run(log)), {type: 'Refused', message, seconds: 60});
    assert.deepEqual(log.messages('warn'), ['finalizer was refused']);
    await clock.advance(60_000);
    answer = async () => Promise.resolve({metadata: {resourceVersion: '2'}});
    assert.deepEqual(await finalizer.ensure(ENFORCED, run()), {type: 'Done'});
    assert.equal(finalizer.problemOf('shop/shop'), undefined);
  });

  it('that was refused is tried again at once when the policy is edited', async () => {
    answer = refusal(403, 'you may not');
    const finalizer = made();
    await finalizer.ensure(ENFORCED, run());
    await finalizer.ensure({...ENFORCED, generation: 2}, run());
    assert.equal(sent.length, 2);
  });

  it('that cannot be written for a while is a problem that people can read, and a moment later none', async () => {
    answer = refusal(500, 'no webhook');
    const finalizer = made();
    await assert.rejects(finalizer.ensure(ENFORCED, run()), /no webhook/);
    assert.equal(finalizer.problemOf('shop/shop'), undefined);
    await clock.advance(5000);
    await assert.rejects(finalizer.ensure(ENFORCED, run()), /no webhook/);
    assert.match(finalizer.problemOf('shop/shop') ?? '', /cannot be written: no webhook; nothing is converted until/);
    answer = async () => Promise.resolve({metadata: {resourceVersion: '2'}});
    await finalizer.ensure(ENFORCED, run());
    assert.equal(finalizer.problemOf('shop/shop'), undefined);
  });

  function made(more: Partial<FinalizerOptions> = {}): Finalizer {
    const mergePatch = async (_path: string, patch: unknown) => {
      sent.push(patch);
      return answer();
    };
    return new Finalizer({rest: {mergePatch}, stores, clock, dryRun: false, hasConverted: () => false, ...more});
  }
});
