import assert from 'node:assert/strict';
import {ConversionMemory} from '../../../src/controllers/memory.ts';
import type {Progress} from '../../../src/domain/pace/progress.ts';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T01:00:00.000Z';
const ROLLING: Progress = {type: 'Rolling', reason: 'RolloutInProgress', until: 1};
const SETTLED: Progress = {type: 'Settled'};

describe('the memory of conversions', () => {
  let memory: ConversionMemory;

  beforeEach(() => {
    memory = new ConversionMemory();
  });

  const note = (progress: Progress, more = {}): void =>
    memory.note('a', {convertedAt: AT, progress, touched: false, ...more});

  it('knows a rollout that it has seen under way, and then its end', () => {
    note(ROLLING);
    assert.equal(memory.seen('a', AT), 'Rolling');
    note(ROLLING, {touched: true});
    assert.equal(memory.seen('a', AT), 'Rolling');
    note(SETTLED, {touched: true});
    assert.equal(memory.seen('a', AT), 'Settled');
  });

  it('takes no rollout for ours that it first sees after somebody else has written', () => {
    note(ROLLING, {touched: true});
    assert.equal(memory.seen('a', AT), 'Nothing');
  });

  it('takes nothing for settled that may still turn out either way', () => {
    note({type: 'Settled', reason: 'Unproven'});
    assert.equal(memory.seen('a', AT), 'Nothing');
  });

  it('is of one conversion only', () => {
    note(SETTLED);
    assert.equal(memory.seen('a', LATER), 'Nothing');
    assert.equal(memory.seen('b', AT), 'Nothing');
    note(SETTLED, {convertedAt: undefined});
    assert.equal(memory.seen('a', AT), 'Nothing');
    note(ROLLING);
    memory.forget('a');
    assert.equal(memory.seen('a', AT), 'Nothing');
  });
});
