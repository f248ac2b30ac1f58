import assert from 'node:assert/strict';
import {ServerClock} from '../../../src/runtime/server-clock.ts';
import {FakeClock} from '../../support/fake-clock.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T12:00:00Z');

describe('the time of the API server', () => {
  let machine: FakeClock;
  let clock: ServerClock;

  beforeEach(() => {
    machine = new FakeClock(START);
    clock = new ServerClock(machine);
  });

  const says = (time: number): string => new Date(time).toUTCString();

  it('is the machine’s until the server has been heard', async () => {
    await machine.advance(1500);
    assert.equal(clock.now(), START + 1500);
  });

  for (const [where, by] of [
    ['an hour behind the machine’s', -HOUR],
    ['an hour ahead of it', HOUR],
  ] as const) {
    it(`is known to a second from one answer, ${where}, and goes on by itself`, async () => {
      const sent = clock.monotonic();
      await machine.advance(200);
      clock.heard(says(START + by), sent);
      assert.ok(Math.abs(clock.now() - (START + by + 200)) <= 1000);
      const then = clock.now();
      await machine.advance(60_000);
      assert.equal(clock.now(), then + 60_000);
    });
  }

  it('is never ahead of the server’s, however the server’s clock stands within its second', () => {
    for (const by of [-HOUR, HOUR]) {
      for (const fraction of [0, 400, 999]) {
        clock = new ServerClock(machine);
        const truth = machine.now() + by + fraction;
        const sent = clock.monotonic();
        clock.heard(says(truth), sent);
        assert.ok(clock.now() <= truth, `${clock.now() - truth} ms`);
      }
    }
  });

  it('is not moved by an answer that agrees, however slow it was', async () => {
    const sent = clock.monotonic();
    await machine.advance(29_000);
    clock.heard(says(START), sent);
    assert.equal(clock.now(), START + 29_000);
  });

  it('does not jump when the machine’s wall clock does', async () => {
    let jump = 0;
    const jumping = new ServerClock({
      now: () => machine.now() + jump,
      monotonic: () => machine.monotonic(),
      setTimer: (milliseconds, callback) => machine.setTimer(milliseconds, callback),
    });
    jump = HOUR;
    await machine.advance(1000);
    assert.equal(jumping.now(), START + 1000);
  });

  it('is not moved by what is no date', () => {
    clock.heard('soon', 0);
    assert.equal(clock.now(), START);
  });
});
