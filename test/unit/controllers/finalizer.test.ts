import assert from 'node:assert/strict';
import {Finalizer, type FinalizerOptions} from '../../../src/controllers/policy/finalizer.ts';
import {FakeClock} from '../../support/fake-clock.ts';
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
    assert.deepEqual(await finalizer.ensure(ENFORCED, run()), {type: 'Refused', message});
    assert.deepEqual(await finalizer.ensure(ENFORCED, run()), {type: 'Refused', message});
    assert.equal(sent.length, 1);
    assert.equal(finalizer.problemOf('shop/shop'), message);
    await clock.advance(300_000);
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

  function made(more: Partial<FinalizerOptions> = {}): Finalizer {
    const mergePatch = async (_path: string, patch: unknown) => {
      sent.push(patch);
      return answer();
    };
    return new Finalizer({rest: {mergePatch}, stores, clock, dryRun: false, hasConverted: () => false, ...more});
  }
});
