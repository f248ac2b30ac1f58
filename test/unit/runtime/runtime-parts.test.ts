import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {sleep, systemClock} from '../../../src/runtime/clock.ts';
import {asError, errorMessage} from '../../../src/runtime/errors.ts';
import {Fifo} from '../../../src/runtime/fifo.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {onSignals} from '../../../src/runtime/signals.ts';
import {FakeClock} from '../../support/fake-clock.ts';

describe('sleep', () => {
  it('ends when the time is over and leaves no listener or timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    let over = false;
    void sleep(clock, 1000, controller.signal).then(() => (over = true));
    await clock.advance(999);
    assert.equal(over, false);
    await clock.advance(1);
    assert.equal(over, true);
    assert.equal(clock.pending, 0);
  });

  it('ends early and without an error when it is aborted', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const end = sleep(clock, 1000, controller.signal);
    controller.abort();
    await end;
    assert.equal(clock.pending, 0);
  });

  it('does not begin after an abort', async () => {
    const clock = new FakeClock();
    await sleep(clock, 1000, AbortSignal.abort());
    assert.equal(clock.pending, 0);
  });
});

describe('system clock', () => {
  it('does not fire a timer of more than 24 days at once', () => {
    let fired = false;
    const cancel = systemClock.setTimer(2 ** 40, () => (fired = true));
    cancel();
    assert.equal(fired, false);
  });
});

describe('error text', () => {
  it('names the causes that an error wraps', () => {
    const error = new Error('cannot reach the server', {cause: new Error('connect ECONNREFUSED')});
    assert.equal(errorMessage(error), 'cannot reach the server: connect ECONNREFUSED');
  });

  it('reads whatever was thrown', () => {
    assert.equal(errorMessage('text'), 'text');
    assert.equal(errorMessage(new TypeError('')), 'TypeError');
    assert.equal(asError(42).message, '42');
  });
});

describe('fifo', () => {
  it('answers undefined when it is empty, and can be used again', () => {
    const fifo = new Fifo<number>();
    assert.equal(fifo.shift(), undefined);
    fifo.push(1);
    assert.deepEqual([fifo.size, fifo.shift(), fifo.shift(), fifo.size], [1, 1, undefined, 0]);
  });

  it('keeps the order over additions and removals in turn', () => {
    const fifo = new Fifo<number>();
    const out: (number | undefined)[] = [];
    for (let index = 0; index < 5000; index++) {
      fifo.push(index);
      fifo.push(index + 0.5);
      out.push(fifo.shift());
    }
    while (fifo.size > 0) out.push(fifo.shift());
    assert.deepEqual(
      out,
      Array.from({length: 10_000}, (_, index) => index / 2),
    );
  });
});

describe('log damper', () => {
  it('admits one line a minute of each subject and says how many it kept back', async () => {
    const clock = new FakeClock();
    const damper = new LogDamper(clock);
    assert.deepEqual(damper.admit('a'), {suppressed: 0});
    assert.equal(damper.admit('a'), undefined);
    assert.deepEqual(damper.admit('b'), {suppressed: 0});
    await clock.advance(60_000);
    assert.deepEqual(damper.admit('a'), {suppressed: 1});
  });

  it('forgets the oldest subjects rather than growing for ever', () => {
    const damper = new LogDamper(new FakeClock());
    for (let index = 0; index <= 1000; index++) damper.admit(`subject ${index}`);
    assert.deepEqual(damper.admit('subject 0'), {suppressed: 0});
    assert.equal(damper.admit('subject 1000'), undefined);
  });
});

describe('signals', () => {
  it('stops at the first signal and exits at the second', () => {
    const process = new EventEmitter();
    const seen: string[] = [];
    const off = onSignals(process, {
      stop: signal => seen.push(`stop ${signal}`),
      exit: signal => seen.push(`exit ${signal}`),
    });
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGINT', 'SIGINT');
    assert.deepEqual(seen, ['stop SIGTERM', 'exit SIGINT']);
    off();
    assert.equal(process.listenerCount('SIGTERM'), 0);
  });
});
