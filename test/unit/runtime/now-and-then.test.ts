import assert from 'node:assert/strict';
import {NowAndThen} from '../../../src/runtime/now-and-then.ts';
import {FakeClock} from '../../support/fake-clock.ts';

describe('what is done now and then', () => {
  let clock: FakeClock;
  let times: number;
  let isOver: () => void;
  let each: NowAndThen;

  beforeEach(() => {
    [clock, times, isOver] = [new FakeClock(), 0, () => undefined];
    const act = async (): Promise<void> => {
      times++;
      await new Promise<void>(resolve => {
        isOver = resolve;
      });
    };
    each = new NowAndThen({clock, every: 1000, act});
  });

  it('is done for the first time after a while, and again so long after it was over', async () => {
    each.start();
    assert.equal(times, 0);
    await clock.advance(5000);
    assert.equal(times, 1);
    isOver();
    await clock.advance(1000);
    assert.equal(times, 2);
  });

  it('is not done any more once it is stopped, also while it is under way', async () => {
    each.start();
    await clock.advance(1000);
    each.stop();
    isOver();
    await clock.advance(5000);
    assert.deepEqual([times, clock.pending], [1, 0]);
  });

  it('is never done where it was stopped before', async () => {
    each.stop();
    each.start();
    await clock.advance(5000);
    assert.equal(times, 0);
  });
});
