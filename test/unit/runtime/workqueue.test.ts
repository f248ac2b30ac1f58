import assert from 'node:assert/strict';
import {WorkQueue, type QueueMetrics} from '../../../src/runtime/workqueue.ts';
import {FakeClock} from '../../support/fake-clock.ts';

function setUp(options: {retrySeconds?: number; maxRetrySeconds?: number; metrics?: QueueMetrics} = {}): {
  clock: FakeClock;
  queue: WorkQueue;
} {
  const clock = new FakeClock();
  return {clock, queue: new WorkQueue({clock, ...options})};
}

/** Takes everything that waits now. */
async function takeAll(queue: WorkQueue): Promise<readonly (string | undefined)[]> {
  const keys = [];
  while (queue.depth > 0) keys.push(await queue.get());
  return keys;
}

describe('work queue', () => {
  it('hands keys out in the order in which they were added', async () => {
    const {queue} = setUp();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    assert.deepEqual(await takeAll(queue), ['a', 'b', 'c']);
  });

  it('holds a key once, however often it is added', async () => {
    const {queue} = setUp();
    for (const key of ['a', 'a', 'b', 'a']) queue.add(key);
    assert.deepEqual(await takeAll(queue), ['a', 'b']);
  });

  it('does not hand out a key that is being worked on, and hands it out again after done', async () => {
    const {queue} = setUp();
    queue.add('a');
    await queue.get();
    queue.add('a');
    queue.add('a');
    assert.equal(queue.depth, 0);
    queue.done('a');
    assert.deepEqual(await takeAll(queue), ['a']);
  });

  it('gives a key to a worker that already waits, and each key to one worker only', async () => {
    const {queue} = setUp();
    const taken = Promise.all([queue.get(), queue.get()]);
    queue.add('a');
    queue.add('b');
    assert.deepEqual(await taken, ['a', 'b']);
    assert.equal(queue.depth, 0);
  });

  it('takes keys of normal priority first', async () => {
    const {queue} = setUp();
    queue.add('first list', 'Low');
    queue.add('live');
    assert.deepEqual(await takeAll(queue), ['live', 'first list']);
  });

  it('raises a waiting key to normal priority and never lowers one', async () => {
    const {queue} = setUp();
    queue.add('a', 'Low');
    queue.add('b', 'Low');
    queue.add('b');
    queue.add('b', 'Low');
    assert.deepEqual(await takeAll(queue), ['b', 'a']);
  });

  it('keeps the higher priority of additions during the work', async () => {
    const {queue} = setUp();
    queue.add('a');
    await queue.get();
    queue.add('a');
    queue.add('a', 'Low');
    queue.add('b', 'Low');
    queue.done('a');
    assert.deepEqual(await takeAll(queue), ['a', 'b']);
  });

  it('adds after a delay, and of several delays keeps the earliest', async () => {
    const {clock, queue} = setUp();
    queue.addAfter('a', 10);
    queue.addAfter('a', 5);
    queue.addAfter('a', 20);
    await clock.advance(4999);
    assert.equal(queue.depth, 0);
    await clock.advance(1);
    assert.deepEqual(await takeAll(queue), ['a']);
    assert.equal(clock.pending, 0);
  });

  it('adds at once after a delay of nothing', () => {
    const {queue} = setUp();
    queue.addAfter('a', 0);
    assert.equal(queue.depth, 1);
  });

  it('remembers a key whose delay ends while it is being worked on', async () => {
    const {clock, queue} = setUp();
    queue.add('a');
    await queue.get();
    queue.addAfter('a', 1);
    await clock.advance(1000);
    assert.equal(queue.depth, 0);
    queue.done('a');
    assert.equal(queue.depth, 1);
  });

  it('holds no timer for a key that is handed out before its delay is over', async () => {
    const {clock, queue} = setUp();
    queue.addAfter('a', 600);
    queue.add('a');
    assert.equal(await queue.get(), 'a');
    assert.equal(clock.pending, 0);
    queue.done('a');
    await clock.advance(600_000);
    assert.equal(queue.depth, 0);
  });

  it('keeps the delay that a key is given while it is being worked on', async () => {
    const {clock, queue} = setUp();
    queue.addAfter('a', 10);
    queue.add('a');
    await queue.get();
    queue.addAfter('a', 20);
    queue.done('a');
    await clock.advance(19_999);
    assert.equal(queue.depth, 0);
    await clock.advance(1);
    assert.equal(await queue.get(), 'a');
  });

  it('delays a failing key twice as long each time, up to the limit, until it is forgotten', async () => {
    const {clock, queue} = setUp({retrySeconds: 1, maxRetrySeconds: 3});
    const delays = [];
    for (let round = 0; round < 4; round++) {
      if (round === 3) queue.forget('a');
      const began = clock.monotonic();
      queue.addRateLimited('a');
      while (queue.depth === 0) await clock.advance(500);
      delays.push((clock.monotonic() - began) / 1000);
      queue.done((await queue.get()) ?? '');
    }
    assert.deepEqual(delays, [1, 2, 3, 1]);
  });

  it('waits at least as long as the server asked for', async () => {
    const {clock, queue} = setUp();
    queue.addRateLimited('a', 7);
    await clock.advance(6999);
    assert.equal(queue.depth, 0);
    await clock.advance(1);
    assert.equal(queue.depth, 1);
  });

  it('counts the failures of each key by itself', () => {
    const {queue} = setUp();
    queue.addRateLimited('a');
    queue.addRateLimited('a');
    queue.addRateLimited('b');
    queue.forget('b');
    assert.deepEqual([queue.failures('a'), queue.failures('b')], [2, 0]);
  });

  it('ends waiting workers and takes nothing more after the shutdown', async () => {
    const {clock, queue} = setUp();
    const waiting = queue.get();
    queue.addAfter('delayed', 1);
    await queue.shutDown();
    queue.add('late');
    queue.addAfter('late', 1);
    assert.equal(await waiting, undefined);
    assert.equal(await queue.get(), undefined);
    assert.equal(clock.pending, 0);
  });

  it('resolves the shutdown when the last key is done, and hands out nothing that waited', async () => {
    const {queue} = setUp();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await queue.get();
    await queue.get();
    let drained = false;
    const end = queue.shutDown().then(() => (drained = true));
    queue.add('a');
    queue.done('a');
    await Promise.resolve();
    assert.equal(drained, false);
    queue.done('b');
    await end;
    assert.equal(await queue.get(), undefined);
  });

  it('reports depth, additions, retries and how long keys waited', async () => {
    const seen: string[] = [];
    const metrics: QueueMetrics = {
      depth: keys => seen.push(`depth ${keys}`),
      added: () => seen.push('added'),
      retried: () => seen.push('retried'),
      waited: seconds => seen.push(`waited ${seconds}`),
    };
    const {clock, queue} = setUp({metrics, retrySeconds: 1});
    queue.add('a');
    queue.add('a');
    await clock.advance(1500);
    await queue.get();
    queue.addRateLimited('a');
    assert.deepEqual(seen, ['added', 'depth 1', 'depth 0', 'waited 1.5', 'retried']);
  });

  it('stays in order and loses nothing over many thousand keys', async () => {
    const {queue} = setUp();
    const keys = Array.from({length: 20_000}, (_, index) => `key-${index}`);
    for (const key of keys) queue.add(key, 'Low');
    assert.deepEqual(await takeAll(queue), keys);
  });
});
