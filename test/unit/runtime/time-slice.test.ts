import assert from 'node:assert/strict';
import {inSlices} from '../../../src/runtime/in-slices.ts';
import {TimeSlice} from '../../../src/runtime/time-slice.ts';

describe('a time slice', () => {
  let time: number;
  let slice: TimeSlice;

  beforeEach(() => {
    time = 0;
    slice = new TimeSlice({now: () => 0, monotonic: () => time, setTimer: () => () => undefined});
  });

  it('is used up after five milliseconds, and new after a turn of the others', async () => {
    time = 5;
    assert.equal(slice.used, false);
    time = 6;
    assert.equal(slice.used, true);
    await slice.next();
    assert.equal(slice.used, false);
  });

  it('is one for all who share it: they do not get one each in the same turn', async () => {
    const work = async (): Promise<number> => {
      let done = 0;
      while (done < 3) {
        time += 6;
        done++;
        if (slice.used) await slice.next();
      }
      return time;
    };
    let others = 0;
    const turns: number[] = [];
    const look = (): void => {
      turns.push(time - others);
      others = time;
      if (time < 72) setImmediate(look);
    };
    setImmediate(look);
    await Promise.all([work(), work(), work(), work()]);
    // What one has begun before the slice is used up may still end.
    assert.ok(Math.max(...turns.slice(1)) <= 5 + 6, `the others waited ${turns.join(', ')}`);
  });

  it('gives each of those who share it a turn, however much one has to do', async () => {
    const turns: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let done = 0; done < 3; done++) {
        time += 6;
        turns.push(name);
        if (slice.used) await slice.next();
      }
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    assert.equal(turns.join(''), 'abcabcabc');
  });

  it('lets the others have their turn in the midst of very many short things, and does each once, in order', async () => {
    const done: number[] = [];
    let turns = 0;
    const look = (): void => {
      if (done.length === 100) return;
      turns++;
      setImmediate(look);
    };
    setImmediate(look);
    const numbers = Array.from({length: 100}, (_, index) => index);
    await inSlices(slice, numbers, number => {
      time += 1;
      done.push(number);
    });
    assert.deepEqual(done, numbers);
    assert.ok(turns >= 8, `the others had ${turns} turns`);
  });
});
