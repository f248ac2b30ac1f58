import assert from 'node:assert/strict';
import {Digest} from '../../../src/controllers/digest.ts';
import type {EventInput} from '../../../src/kube/events.ts';
import {FakeClock} from '../../support/fake-clock.ts';

function about(policy: string, note: string, reason = 'Converted'): EventInput {
  const regarding = {apiVersion: 'outrigger.dev/v1alpha1', kind: 'SidecarPolicy', namespace: 'shop', name: policy};
  return {regarding, type: 'Normal', reason, note};
}

describe('the digest of Events on policies', () => {
  let clock: FakeClock;
  let told: string[];
  let digest: Digest;

  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    digest = new Digest({emit: ({regarding, note}) => void told.push(`${regarding.name}: ${note}`)}, clock);
  });

  it('tells the first at once, and one for all that follow within ten seconds', async () => {
    for (const note of ['one', 'two', 'three', 'four']) digest.emit(about('a', note));
    assert.deepEqual(told, ['a: one']);
    await clock.advance(10_000);
    assert.deepEqual(told, ['a: one', 'a: four (and 2 more like this)']);
  });

  it('tells a second one as it is', async () => {
    for (const note of ['one', 'two']) digest.emit(about('a', note));
    await clock.advance(10_000);
    assert.deepEqual(told, ['a: one', 'a: two']);
  });

  it('keeps policies and reasons apart', () => {
    digest.emit(about('a', 'one'));
    digest.emit(about('b', 'two'));
    digest.emit(about('a', 'three', 'Reverted'));
    assert.deepEqual(told, ['a: one', 'b: two', 'a: three']);
  });

  it('goes on while more come, and sets no timer when none do', async () => {
    for (const note of ['one', 'two']) digest.emit(about('a', note));
    await clock.advance(10_000);
    digest.emit(about('a', 'three'));
    await clock.advance(20_000);
    assert.deepEqual(told, ['a: one', 'a: two', 'a: three']);
    assert.equal(clock.pending, 0);
  });

  it('tells what is left when it is stopped, and the rest at once', async () => {
    for (const note of ['one', 'two']) digest.emit(about('a', note));
    await digest.stop();
    digest.emit(about('a', 'three'));
    assert.deepEqual(told, ['a: one', 'a: two', 'a: three']);
    assert.equal(clock.pending, 0);
  });
});
