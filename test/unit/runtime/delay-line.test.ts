import assert from 'node:assert/strict';
import {DelayLine} from '../../../src/runtime/delay-line.ts';
import {RecordingClock} from '../../support/recording-clock.ts';

describe('delay line', () => {
  function setUp() {
    const clock = new RecordingClock();
    const due: string[] = [];
    return {clock, due, line: new DelayLine(clock, key => due.push(key))};
  }

  it('hands out each key when it is due, in their order, over one timer', async () => {
    const {clock, due, line} = setUp();
    for (const [key, delay] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
    ] as const)
      line.add(key, delay);
    assert.equal(clock.pending, 1);
    await clock.advance(9);
    assert.deepEqual(due, []);
    await clock.advance(1);
    assert.deepEqual(due, ['a']);
    await clock.advance(20);
    assert.deepEqual(due, ['a', 'b', 'c']);
    assert.equal(clock.pending, 0);
  });

  it('keeps the earliest of several delays of a key', async () => {
    const {clock, due, line} = setUp();
    line.add('a', 20);
    line.add('a', 10);
    line.add('a', 30);
    await clock.advance(10);
    assert.deepEqual(due, ['a']);
    await clock.advance(100);
    assert.deepEqual(due, ['a']);
  });

  it('forgets a key, also one that was added anew', async () => {
    const {clock, due, line} = setUp();
    line.add('a', 10);
    line.add('b', 20);
    line.delete('a');
    line.add('a', 30);
    await clock.advance(20);
    assert.deepEqual(due, ['b']);
    await clock.advance(10);
    assert.deepEqual(due, ['b', 'a']);
  });

  it('waits for nothing when the last key is forgotten', () => {
    const {clock, line} = setUp();
    line.add('a', 10);
    line.delete('a');
    line.add('b', 10);
    line.clear();
    assert.equal(clock.pending, 0);
  });

  it('takes a key that is added while others are handed out', async () => {
    const clock = new RecordingClock();
    const due: string[] = [];
    const line: DelayLine = new DelayLine(clock, key => {
      due.push(key);
      if (due.length < 3) line.add(key, 5);
    });
    line.add('a', 5);
    await clock.advance(15);
    assert.deepEqual(due, ['a', 'a', 'a']);
  });

  it('sets a timer anew only for a key that is due earlier', () => {
    const {clock, line} = setUp();
    for (let key = 0; key < 1000; key++) line.add(String(key), 1000 + key);
    assert.equal(clock.timers.length, 1);
    line.add('earlier', 10);
    assert.equal(clock.timers.length, 2);
  });

  it('is right about every key after thousands were added, forgotten and added again', async () => {
    const {clock, due, line} = setUp();
    line.add('anchor', 1_000_000);
    for (let round = 0; round < 5000; round++) {
      line.add('again', 600 + (round % 7));
      if (round < 4999) line.delete('again');
    }
    await clock.advance(599);
    assert.deepEqual(due, []);
    await clock.advance(10);
    assert.deepEqual(due, ['again']);
  });
});
