import assert from 'node:assert/strict';
import {parseAttempt, printAttempt, retryAt} from '../../../../src/domain/jobs/attempt.ts';

const at = Date.parse('2026-11-01T10:00:00Z');

describe('attempts at a pod', () => {
  it('are remembered by the annotation', () => {
    assert.equal(printAttempt({number: 12, at: at + 345}), '2026-11-01T10:00:00Z attempt 12');
    assert.deepEqual(parseAttempt('2026-11-01T10:00:00Z attempt 12'), {number: 12, at});
  });

  it('are none where the annotation is missing or was written by somebody else', () => {
    for (const text of [undefined, '', 'done', 'attempt 1', 'yesterday attempt 1', '2026-11-01T10:00:00Z attempt x']) {
      assert.equal(parseAttempt(text), undefined);
    }
  });

  it('are made after 5 s, then after twice as long each time, at most 5 minutes', () => {
    const delays = [1, 2, 3, 6, 7, 999_999].map(number => (retryAt({number, at}, at + 1000) - at) / 1000);
    assert.deepEqual(delays, [5, 10, 20, 160, 300, 300]);
  });

  it('do not wait for a clock that was ahead', () => {
    assert.equal(retryAt({number: 1, at: at + 3_600_000}, at), at + 5000);
  });
});
