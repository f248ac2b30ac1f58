import assert from 'node:assert/strict';
import {Pace} from '../../../../src/controllers/job/pace.ts';
import {FakeClock} from '../../../support/fake-clock.ts';

function setUp({rate = 5, started = true} = {}) {
  const clock = new FakeClock();
  const woken: string[] = [];
  const state = {gathering: false};
  const wake = (key: string): void => void woken.push(`${clock.monotonic()} ${key}`);
  const pace = new Pace({clock, rate, wake, gathering: () => state.gathering});
  if (started) pace.start();
  return {clock, woken, state, pace};
}

describe('Pace', () => {
  it('lets a key go once it was woken, and once only', async () => {
    const {clock, woken, pace} = setUp();
    assert.equal(pace.mayGo('a', 1), false);
    await clock.advance(0);
    assert.deepEqual(woken, ['0 a']);
    assert.equal(pace.mayGo('a', 1), true);
    assert.equal(pace.mayGo('a', 1), false);
  });

  it('wakes the oldest first, at its rate', async () => {
    const {clock, woken, pace} = setUp({rate: 4});
    for (const [index, key] of ['c', 'b', 'a'].entries()) pace.mayGo(key, 10 - index);
    await clock.advance(499);
    assert.deepEqual(woken, ['0 a', '250 b']);
    await clock.advance(1);
    assert.deepEqual(woken, ['0 a', '250 b', '500 c']);
  });

  it('does not save up turns that nobody took', async () => {
    const {clock, woken, pace} = setUp({rate: 1});
    await clock.advance(60_000);
    pace.mayGo('a', 1);
    pace.mayGo('b', 2);
    await clock.advance(1000);
    assert.deepEqual(woken, ['60000 a', '61000 b']);
  });

  it('gives no more turns while several are open, so that they are not all used at once after a stand-still', async () => {
    const {clock, woken, pace} = setUp({rate: 10});
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) pace.mayGo(key, 1);
    await clock.advance(60_000);
    assert.equal(woken.length, 4);
    assert.equal(pace.mayGo('a', 1), true);
    await clock.advance(20);
    assert.equal(woken.length, 5);
    pace.forget('b');
    await clock.advance(20);
    assert.equal(woken.length, 6);
  });

  it('waits for older ones that are still on their way, but not for ever', async () => {
    const {clock, woken, state, pace} = setUp();
    state.gathering = true;
    pace.mayGo('young', 2);
    await clock.advance(100);
    pace.mayGo('old', 1);
    await clock.advance(100);
    assert.equal(woken.length, 0);
    state.gathering = false;
    await clock.advance(20);
    assert.match(woken.join(), /^\d+ old$/);
    state.gathering = true;
    await clock.advance(3000);
    assert.equal(woken.length, 2);
  });

  it('gives the turn of a key that does not want it any more to the next', async () => {
    const {clock, woken, pace} = setUp({rate: 0.1});
    pace.mayGo('a', 1);
    pace.mayGo('b', 2);
    pace.mayGo('c', 3);
    await clock.advance(0);
    pace.forget('c');
    pace.forget('a');
    await clock.advance(0);
    assert.deepEqual(woken, ['0 a', '0 b']);
    assert.equal(pace.size, 0);
    assert.equal(pace.mayGo('a', 1), false);
  });

  it('lets nobody go before it is started or after it is stopped', async () => {
    const {clock, woken, pace} = setUp({started: false});
    pace.mayGo('young', 2);
    pace.mayGo('old', 1);
    await clock.advance(1000);
    assert.deepEqual(woken, []);
    pace.start();
    await clock.advance(0);
    assert.deepEqual(woken, ['1000 old']);
    pace.stop();
    await clock.advance(1000);
    assert.equal(woken.length, 1);
    assert.equal(clock.pending, 0);
  });
});
