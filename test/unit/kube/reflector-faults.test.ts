import assert from 'node:assert/strict';
import {ApiError} from '../../../src/kube/api-error.ts';
import {SLOWEST_RETRY, forbidden, refused, setUp, stopAll} from '../../support/reflector-fixture.ts';

describe('reflector in trouble', () => {
  afterEach(stopAll);

  it('misses nothing when the connection is reset', async () => {
    const {collection, reflector, start, clock, counts} = setUp();
    start();
    await clock.advance(0);
    collection.endWatches(refused());
    collection.set('a');
    await clock.advance(SLOWEST_RETRY);
    assert.ok(reflector.store.get('shop/a'));
    assert.deepEqual(counts, {restarted: 1, failed: 1});
  });

  it('waits longer after each failure, at most half a minute, and never gives up', async () => {
    const {collection, start, clock} = setUp();
    collection.failNext('list', refused(), 12);
    start();
    const times: number[] = [];
    for (let known = 0; times.length < 12; await clock.advance(100)) {
      if (collection.calls.length > known) times.push(clock.monotonic());
      known = collection.calls.length;
    }
    const delays = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / 1000));
    assert.deepEqual(delays, [1, 2, 3, 6, 13, 26, 30, 30, 30, 30, 30]);
  });

  it('begins with short delays again after two minutes of health', async () => {
    const {collection, start, clock} = setUp();
    collection.failNext('list', refused(), 8);
    start();
    for (let minute = 0; minute < 5; minute++) {
      await clock.advance(60_000);
      collection.bookmark();
    }
    collection.endWatches();
    await clock.advance(800);
    assert.equal(collection.openWatches, 1);
  });

  it('does not run hot when every watch ends at once', async () => {
    const {collection, start, clock} = setUp();
    start();
    for (let second = 0; second < 600; second++) {
      await clock.advance(1000);
      collection.endWatches();
    }
    assert.ok(collection.calls.length < 30, `${collection.calls.length} requests in ten minutes`);
  });

  it('lists again when the version is too old, whether the watch or its stream says so', async () => {
    const {collection, reflector, start, clock} = setUp();
    collection.set('gone');
    start();
    await clock.advance(0);
    collection.endWatches(new ApiError(410, {reason: 'Expired'}));
    await clock.advance(SLOWEST_RETRY);
    assert.equal(collection.calls.filter(call => call.startsWith('list')).length, 2);
    collection.endWatches();
    collection.delete('gone');
    collection.set('new');
    collection.compact();
    collection.bookmark();
    await clock.advance(SLOWEST_RETRY);
    await clock.advance(SLOWEST_RETRY);
    assert.equal(collection.calls.filter(call => call.startsWith('list')).length, 3);
    assert.deepEqual(
      [...reflector.store.entries()].map(([key]) => key),
      ['shop/new'],
    );
  });

  it('starts a list again when a page comes too late', async () => {
    const {collection, reflector, start, clock} = setUp();
    for (let index = 0; index < 150; index++) collection.set(`d${index}`);
    collection.beforePage = async () => {
      collection.beforePage = async () => undefined;
      collection.failNext('list', new ApiError(410, {reason: 'Expired'}));
    };
    start();
    await clock.advance(SLOWEST_RETRY);
    assert.equal(reflector.store.size, 150);
    assert.deepEqual(collection.calls.slice(0, 4), [
      'list limit=100',
      'list limit=500 continue=100',
      'list limit=100',
      'list limit=500 continue=100',
    ]);
  });

  it('lists again when the server cannot go on from the version for another reason', async () => {
    const {collection, start, clock} = setUp();
    start();
    await clock.advance(0);
    collection.failNext('watch', new ApiError(500, {reason: 'InternalError'}));
    collection.endWatches();
    await clock.advance(SLOWEST_RETRY);
    assert.equal(collection.calls.filter(call => call.startsWith('list')).length, 2);
  });

  it('stays away as long as an overloaded server asks, and does not list again for it', async () => {
    const {collection, start, clock} = setUp();
    start();
    await clock.advance(0);
    collection.failNext('watch', new ApiError(429, {reason: 'TooManyRequests'}, 45));
    collection.endWatches();
    await clock.advance(45_000);
    assert.equal(collection.openWatches, 0);
    await clock.advance(1000);
    assert.equal(collection.openWatches, 1);
    assert.equal(collection.calls.filter(call => call.startsWith('list')).length, 1);
  });

  it('is not ready while a permission is missing, says which, and goes on when it is given', async () => {
    const {collection, reflector, start, clock, log} = setUp();
    start();
    await clock.advance(0);
    collection.failNext('watch', forbidden(), 30);
    collection.endWatches(forbidden());
    await clock.advance(120_000);
    assert.equal(reflector.problem(), 'watching deployments: 403 deployments.apps is forbidden');
    await clock.advance(300_000);
    assert.equal(reflector.problem(), undefined);
    assert.ok(log.messages('warn').length < 8, `${log.messages('warn').length} lines in five minutes`);
    assert.deepEqual(log.messages('info'), ['watch works again']);
  });

  it('comes up when a kind that does not exist is added', async () => {
    const {collection, reflector, start, clock} = setUp();
    collection.failNext(
      'list',
      new ApiError(404, {reason: 'NotFound', message: 'the server could not find the requested resource'}),
      20,
    );
    start();
    await clock.advance(60_000);
    assert.equal(reflector.synced, false);
    assert.equal(reflector.problem(), 'watching deployments: 404 the server could not find the requested resource');
    await clock.advance(180_000);
    assert.equal(reflector.synced, true);
    assert.equal(reflector.problem(), undefined);
  });

  it('does not hold anything up for an optional kind that is refused', async () => {
    const {collection, reflector, start, clock} = setUp({optional: true});
    collection.failNext('list', forbidden(), 5);
    start();
    await clock.advance(0);
    await reflector.settled();
    assert.equal(reflector.synced, false);
    assert.equal(reflector.problem(), undefined);
    await clock.advance(60_000);
    assert.equal(reflector.synced, true);
  });

  it('holds up for an optional kind while the server is away', async () => {
    const {collection, reflector, start, clock} = setUp({optional: true});
    collection.failNext('list', refused(), 1);
    start();
    let settled = false;
    void reflector.settled().then(() => (settled = true));
    await clock.advance(0);
    assert.equal(settled, false);
    assert.match(String(reflector.problem()), /cannot reach/);
    await clock.advance(SLOWEST_RETRY);
    assert.equal(settled, true);
  });

  it('gives up a watch on which nothing comes, not even a bookmark', async () => {
    const {collection, reflector, start, clock} = setUp();
    start();
    await clock.advance(0);
    collection.setSilently('a');
    await clock.advance(145_000);
    assert.equal(reflector.store.size, 0);
    await clock.advance(15_000);
    assert.equal(reflector.store.size, 1);
    assert.deepEqual(collection.calls, ['list limit=100', 'watch from=v0', 'watch from=v0']);
  });

  it('logs one line for an outage and one for its end', async () => {
    const {collection, start, clock, log} = setUp();
    start();
    await clock.advance(0);
    collection.failNext('watch', refused(), 4);
    collection.endWatches(refused());
    await clock.advance(59_000);
    assert.deepEqual(log.messages('info', 'warn', 'error'), [
      'watch failed and will be tried again',
      'watch works again',
    ]);
  });
});
