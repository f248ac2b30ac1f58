import assert from 'node:assert/strict';
import {verdictOf} from '../../../bench/report/measurement.ts';
import {seeded} from '../../../bench/soak/random.ts';
import {readMinutes} from '../../../bench/soak/read-minutes.ts';
import type {Sample} from '../../../bench/soak/sample.ts';
import {verdictOn, type Soak} from '../../../bench/soak/verdict.ts';

const EMPTY: Sample = {minutes: 0, heap: 20, rss: 90, sockets: 14, timers: 6, waiting: 0};

/** An hour, with the heap as it is given for each minute. */
function soak(heap: (minute: number) => number, more: Partial<Soak> = {}): Soak {
  const samples = Array.from({length: 61}, (_, minutes) => ({...EMPTY, minutes, heap: heap(minutes)}));
  return {before: EMPTY, after: EMPTY, samples, actions: 36_000, errors: [], ...more};
}

function missed(soak: Soak): readonly string[] {
  return verdictOn(soak)
    .filter(measurement => verdictOf(measurement) === 'missed')
    .map(({what}) => what);
}

describe('the verdict on a soak', () => {
  it('is good where everything stays as it was', () => {
    assert.deepEqual(missed(soak(() => 20)), []);
  });

  it('is good where the heap only swings, or grew before the second half', () => {
    assert.deepEqual(missed(soak(minute => 20 + (minute % 2))), []);
    assert.deepEqual(missed(soak(minute => Math.min(minute, 25))), []);
  });

  it('is bad where the heap goes on growing', () => {
    assert.deepEqual(missed(soak(minute => 20 + minute * 0.05)), ['growth of the heap over the second half']);
  });

  it('names each thing that did not go back', () => {
    const after = {...EMPTY, heap: 23, sockets: 17, timers: 10, waiting: 1};
    assert.deepEqual(missed(soak(() => 20, {after})), [
      'heap more than before, in the end',
      'sockets more than before, in the end',
      'timers more than before, in the end',
      'keys that wait, in the end',
    ]);
  });

  it('is bad where the log has errors, and says which', () => {
    const bad = soak(() => 20, {errors: ['reconcile failed']});
    assert.deepEqual(missed(bad), ['errors in the log']);
    assert.equal(verdictOn(bad).find(({what}) => what === 'errors in the log')?.note, 'reconcile failed');
  });

  it('is bad where there are too few samples to tell', () => {
    assert.ok(missed({...soak(() => 20), samples: [EMPTY]}).includes('growth of the heap over the second half'));
  });
});

describe('the choices of a soak', () => {
  it('are the same in every run, and spread evenly', () => {
    const numbers = Array.from({length: 10_000}, seeded(4));
    assert.deepEqual(numbers, Array.from({length: 10_000}, seeded(4)));
    for (let tenth = 0; tenth < 10; tenth++) {
      const inIt = numbers.filter(number => Math.floor(number * 10) === tenth).length;
      assert.ok(inIt > 900 && inIt < 1100, `${tenth}: ${inIt}`);
    }
  });

  it('take half an hour unless they are told otherwise', () => {
    assert.equal(readMinutes(undefined), 30);
    assert.equal(readMinutes(''), 30);
    assert.equal(readMinutes('5'), 5);
    for (const wrong of ['1', 'long', '-3']) assert.throws(() => readMinutes(wrong), /MINUTES/);
  });
});
