import assert from 'node:assert/strict';
import {ConversionMemory} from '../../../src/controllers/memory.ts';
import type {Progress} from '../../../src/domain/pace/progress.ts';

const KEY = 'Deployment/shop/web';
const MARK = '2026-11-01T10:00:00Z';
const rolling: Progress = {type: 'Rolling', reason: 'RolloutInProgress', until: 0};

function after(...noted: readonly Progress[]): string {
  const memory = new ConversionMemory();
  for (const progress of noted) memory.note(KEY, {convertedAt: MARK, progress, touched: false});
  return memory.seen(KEY, MARK);
}

describe('ConversionMemory', () => {
  it('remembers that a conversion rolled, and that it has settled', () => {
    assert.equal(after(), 'Nothing');
    assert.equal(after(rolling), 'Rolling');
    assert.equal(after(rolling, {type: 'Settled'}), 'Settled');
  });

  it('leaves an Unproven CronJob open', () => {
    assert.equal(after(rolling, {type: 'Settled', reason: 'Unproven'}), 'Rolling');
  });

  it('is done with what waits for a person: a resumed Deployment is theirs', () => {
    assert.equal(after(rolling, {type: 'Settled', reason: 'AwaitsRestart'}), 'Settled');
  });

  it('remembers a native sidecar that an injector has added while there are no pods, until a classic one is seen', () => {
    const memory = new ConversionMemory();
    assert.equal(memory.sighting(KEY, 'Nothing'), 'Nothing');
    assert.equal(memory.sighting(KEY, 'Native'), 'Native');
    assert.equal(memory.sighting(KEY, 'Nothing'), 'Native');
    assert.equal(memory.sighting(KEY, 'Classic'), 'Classic');
    assert.equal(memory.sighting(KEY, 'Nothing'), 'Nothing');
  });

  it('knows nothing of another conversion of the same workload', () => {
    const memory = new ConversionMemory();
    memory.note(KEY, {convertedAt: MARK, progress: rolling, touched: false});
    assert.equal(memory.seen(KEY, '2026-11-02T10:00:00Z'), 'Nothing');
  });
});
