import assert from 'node:assert/strict';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Controller, type Outcome, type ReconcileContext} from '../../../src/runtime/controller.ts';
import {RemoteError, TerminalError} from '../../../src/runtime/errors.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {after, DONE, retry, type Result} from '../../../src/runtime/result.ts';
import {WorkQueue} from '../../../src/runtime/workqueue.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

class Unreachable extends RemoteError {
  override readonly reason = 'ECONNREFUSED';
  override readonly passing: boolean;
  override readonly retryAfterSeconds: number | undefined;

  constructor(retryAfterSeconds?: number, passing = true) {
    super('cannot reach the server');
    this.passing = passing;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Reconcile = (key: string, context: ReconcileContext) => Promise<Result>;

function setUp(reconcile: Reconcile, workers = 1) {
  const clock = new FakeClock();
  const queue = new WorkQueue({clock});
  const log = new MemoryLog();
  const outcomes: Outcome[] = [];
  const metrics = {reconciled: (outcome: Outcome) => void outcomes.push(outcome)};
  const controller = new Controller({
    name: 'workload',
    queue,
    reconcile,
    workers,
    clock,
    random: () => 0.5,
    log,
    metrics,
  });
  controller.start();
  return {clock, queue, log, outcomes, controller};
}

/** Time passes only while somebody computes. */
function manyKeys() {
  const clock = {time: 0, now: () => 0, monotonic: () => clock.time, setTimer: () => () => undefined};
  return {clock, queue: new WorkQueue({clock})};
}

describe('controller', () => {
  it('is done with a key until something changes', async () => {
    const keys: string[] = [];
    const {clock, queue, outcomes} = setUp(async key => {
      keys.push(key);
      return DONE;
    });
    queue.add('a');
    await clock.advance(3_600_000);
    assert.deepEqual([keys, outcomes], [['a'], ['done']]);
  });

  it('lets others have their turn although a reconcile always wants to come back at once', async () => {
    let runs = 0;
    const {clock, queue} = setUp(async () => (++runs < 100 ? after(0) : DONE));
    queue.add('a');
    await clock.advance(0);
    assert.equal(runs, 1);
    await clock.advance(10);
    assert.equal(runs, 11);
  });

  it('comes back after the time that the reconcile asked for', async () => {
    let runs = 0;
    const {clock, queue, outcomes} = setUp(async () => (++runs === 1 ? after(30) : DONE));
    queue.add('a');
    await clock.advance(29_999);
    assert.equal(runs, 1);
    await clock.advance(1);
    assert.deepEqual(outcomes, ['after', 'done']);
  });

  it('tries again with growing delays, without a line that alarms, when the reconcile asks for it', async () => {
    let runs = 0;
    const {clock, queue, outcomes, log} = setUp(async () => (++runs < 4 ? retry('Conflict') : DONE));
    queue.add('a');
    await clock.advance(1000);
    assert.deepEqual(outcomes, ['retry', 'retry', 'retry', 'done']);
    assert.deepEqual(log.messages('info', 'warn', 'error'), []);
  });

  it('tries again after an error and logs it once with its stack', async () => {
    let runs = 0;
    const {clock, queue, outcomes, log} = setUp(async () => {
      if (++runs < 3) throw new TypeError('boom');
      return DONE;
    });
    queue.add('a');
    await clock.advance(1000);
    assert.deepEqual(outcomes, ['error', 'error', 'done']);
    assert.deepEqual(log.messages('warn', 'error'), ['reconcile failed']);
    const line = log.lines.find(({level}) => level === 'error');
    assert.match(String(line?.fields['stack']), /controller\.test\.ts/);
    assert.equal(line?.fields['key'], 'a');
    assert.equal(line.fields['controller'], 'workload');
    assert.equal(typeof line.fields['reconcileId'], 'string');
  });

  it('reports what the server refuses in its words, without a stack', async () => {
    const {clock, queue, log} = setUp(async () => {
      throw new Unreachable(undefined, false);
    });
    queue.add('a');
    await clock.advance(0);
    const [line] = log.lines;
    assert.deepEqual([line?.level, line?.fields['error']], ['error', 'cannot reach the server']);
    assert.equal(line?.fields['stack'], undefined);
  });

  it('does not try again after a terminal error', async () => {
    const {clock, queue, outcomes} = setUp(async () => {
      throw new TerminalError('the spec can never work');
    });
    queue.add('a');
    await clock.advance(3_600_000);
    assert.deepEqual(outcomes, ['terminal']);
  });

  it('starts counting failures anew after a success', async () => {
    const results = [retry('x'), retry('x'), DONE];
    const {clock, queue} = setUp(async () => results.shift() ?? DONE);
    queue.add('a');
    await clock.advance(1000);
    assert.equal(queue.failures('a'), 0);
  });

  it('stays away as long as the server asked', async () => {
    let runs = 0;
    const {clock, queue} = setUp(async () => {
      if (++runs === 1) throw new Unreachable(20);
      return DONE;
    });
    queue.add('a');
    await clock.advance(19_999);
    assert.equal(runs, 1);
    await clock.advance(1);
    assert.equal(runs, 2);
  });

  it('comes back for the rest when a part has failed, and counts and tells the failure as one', async () => {
    const at: number[] = [];
    const {clock, queue, outcomes, log} = setUp(async () => {
      at.push(clock.monotonic());
      return at.length < 3
        ? {type: 'Failed', error: new Unreachable(20), seconds: at.length === 1 ? 4 : undefined}
        : DONE;
    });
    queue.add('a');
    await clock.advance(60_000);
    assert.deepEqual(outcomes, ['error', 'error', 'done']);
    assert.deepEqual(
      at.map(time => time - (at[0] ?? 0)),
      [0, 4000, 24_000],
    );
    assert.deepEqual(log.messages('warn', 'error'), ['reconcile failed and will be tried again']);
  });

  it('writes one line a minute for an outage that hits every key', async () => {
    const {clock, queue, log} = setUp(async () => {
      throw new Unreachable();
    });
    for (let index = 0; index < 50; index++) queue.add(`key-${index}`);
    await clock.advance(59_000);
    assert.equal(log.messages('warn', 'error').length, 1);
    await clock.advance(61_000);
    const lines = log.lines.filter(({level}) => level === 'warn');
    assert.equal(lines.length, 2);
    assert.ok(Number(lines[1]?.fields['suppressed']) > 50);
  });

  it('writes one line for an outage that several controllers meet', async () => {
    const clock = new FakeClock();
    const log = new MemoryLog();
    const shared = {clock, log, damper: new LogDamper(clock), random: () => 0.5, workers: 1};
    for (const name of ['workload', 'job']) {
      const queue = new WorkQueue({clock});
      const reconcile = async (): Promise<Result> => Promise.reject(new Unreachable());
      new Controller({...shared, name, queue, reconcile}).start();
      queue.add('a');
    }
    await clock.advance(50_000);
    assert.deepEqual(log.messages('warn', 'error'), ['reconcile failed and will be tried again']);
  });

  it('works on as many keys at once as it has workers, and never twice on one key', async () => {
    const running = new Map<string, number>();
    let most = 0;
    const releases: (() => void)[] = [];
    const {clock, queue} = setUp(async key => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(
        most,
        [...running.values()].reduce((sum, count) => sum + count, 0),
      );
      assert.equal(running.get(key), 1);
      await new Promise<void>(resolve => releases.push(resolve));
      running.set(key, 0);
      return DONE;
    }, 3);
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add(key);
    await clock.advance(0);
    queue.add('a');
    while (releases.length > 0) {
      releases.splice(0).forEach(release => release());
      await clock.advance(0);
    }
    assert.equal(most, 3);
  });

  it('lets others have their turn in the midst of many keys that wait for nothing', async () => {
    const {clock, queue} = manyKeys();
    let done = 0;
    const all = Promise.withResolvers<void>();
    const reconcile = async (): Promise<Result> => {
      clock.time += 6;
      if (++done === 20) all.resolve();
      return Promise.resolve(DONE);
    };
    const controller = new Controller({
      name: 'test',
      queue,
      reconcile,
      workers: 4,
      clock,
      random: () => 0,
      log: new MemoryLog(),
    });
    for (let key = 0; key < 20; key++) queue.add(String(key));
    const turns: number[] = [];
    const look = (): void => {
      turns.push(done);
      if (done < 20) setImmediate(look);
    };
    setImmediate(look);
    controller.start();
    await all.promise;
    assert.ok(turns.length > 0, `never in ${done} keys`);
  });

  it('lets workers that waited begin one after the other when many keys come at once, and the others in between', async () => {
    const {clock, queue} = manyKeys();
    const begun: string[] = [];
    const controller = new Controller({
      name: 'test',
      queue,
      reconcile: async key => {
        begun.push(key);
        clock.time += 6;
        return Promise.resolve(DONE);
      },
      workers: 8,
      clock,
      random: () => 0,
      log: new MemoryLog(),
    });
    controller.start();
    await nextTurn();
    clock.time += 1000;
    for (let key = 0; key < 8; key++) queue.add(String(key));
    const turns: number[] = [];
    while (begun.length < 8) {
      const before = begun.length;
      await nextTurn();
      turns.push(begun.length - before);
    }
    assert.ok(Math.max(...turns) <= 2, `begun in one turn: ${turns.join(', ')}`);
  });

  it('stops by finishing what runs, telling it so, and starting nothing more', async () => {
    const keys: string[] = [];
    let aborted = false;
    let release = (): void => undefined;
    const {clock, queue, controller} = setUp(async (key, {signal}) => {
      keys.push(key);
      await new Promise<void>(resolve => (release = resolve));
      aborted = signal.aborted;
      return DONE;
    });
    queue.add('a');
    queue.add('b');
    await clock.advance(0);
    const stopped = controller.stop();
    release();
    await stopped;
    assert.deepEqual([keys, aborted], [['a'], true]);
  });
});
