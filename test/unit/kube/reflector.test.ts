import assert from 'node:assert/strict';
import {ApiError} from '../../../src/kube/api-error.ts';
import {SLOWEST_RETRY, project, refused, running, setUp, stopAll} from '../../support/reflector-fixture.ts';

describe('reflector', () => {
  afterEach(stopAll);

  it('lists, then watches from the version of the list', async () => {
    const {collection, reflector, start, clock, changes} = setUp();
    collection.set('a');
    collection.set('b');
    start();
    await clock.advance(0);
    assert.equal(reflector.synced, true);
    assert.equal(reflector.problem(), undefined);
    assert.deepEqual(collection.calls, ['list limit=100', 'watch from=v2']);
    assert.deepEqual(changes, ['shop/a: - → v1', 'shop/b: - → v2']);
  });

  it('takes over what the watch brings', async () => {
    const {collection, reflector, start, clock, changes} = setUp();
    collection.set('a', {color: 'red'});
    start();
    await clock.advance(0);
    collection.set('a', {color: 'blue'});
    collection.set('b');
    collection.delete('a');
    await clock.advance(0);
    assert.deepEqual(changes, ['shop/a: - → v1', 'shop/a: v1 → v2', 'shop/b: - → v3', 'shop/a: v2 → -']);
    assert.deepEqual(
      [...reflector.store.entries()].map(([key]) => key),
      ['shop/b'],
    );
  });

  it('reads long lists in pages whose length follows the size of the objects', async () => {
    const {collection, reflector, start, clock} = setUp();
    for (let index = 0; index < 1200; index++) collection.set(`d${index}`);
    start();
    await clock.advance(0);
    await clock.advance(0);
    await reflector.settled();
    assert.deepEqual(collection.calls.slice(0, 4), [
      'list limit=100',
      'list limit=500 continue=100',
      'list limit=500 continue=600',
      'list limit=500 continue=1100',
    ]);
    assert.equal(reflector.store.size, 1200);
  });

  it('keeps nothing of objects that the projection leaves out', async () => {
    const {collection, reflector, start, clock, changes} = setUp();
    collection.set('a', {ignored: true});
    collection.set('b');
    start();
    await clock.advance(0);
    collection.set('b', {ignored: true});
    collection.set('a', {ignored: true});
    await clock.advance(0);
    assert.deepEqual(changes, ['shop/b: - → v2', 'shop/b: v2 → -']);
    assert.equal(reflector.store.size, 0);
  });

  it('asks for bookmarks and a random end of each watch, and passes selectors on', async () => {
    const {collection, start, clock} = setUp({labelSelector: 'tier=backend', fieldSelector: 'metadata.name=a'});
    start();
    await clock.advance(0);
    assert.deepEqual(collection.watchOptions, [
      {labelSelector: 'tier=backend', fieldSelector: 'metadata.name=a', resourceVersion: 'v0', timeoutSeconds: 589},
    ]);
  });

  it('goes on from the last bookmark after a watch has ended, without a new list', async () => {
    const {collection, start, clock, counts} = setUp();
    start();
    await clock.advance(0);
    collection.bookmark();
    await clock.advance(1000);
    collection.endWatches();
    await clock.advance(1000);
    assert.deepEqual(collection.calls, ['list limit=100', 'watch from=v0', 'watch from=v1']);
    assert.deepEqual(counts, {restarted: 1, failed: 0});
  });

  it('reports objects that vanished while nobody watched as deleted, and unchanged ones not at all', async () => {
    const {collection, start, clock, changes} = setUp();
    collection.set('stays');
    collection.set('goes');
    start();
    await clock.advance(0);
    changes.length = 0;
    collection.endWatches(new ApiError(410, {reason: 'Expired'}));
    collection.delete('goes');
    await clock.advance(SLOWEST_RETRY);
    assert.deepEqual(changes, ['shop/goes: v2 → -']);
  });

  it('keeps a quiet watch on which bookmarks come', async () => {
    const {collection, start, clock} = setUp();
    start();
    for (let minute = 0; minute < 9; minute++) {
      await clock.advance(60_000);
      collection.bookmark();
    }
    assert.equal(collection.calls.length, 2);
  });

  it('ends a watch that the server does not end in time', async () => {
    const {collection, start, clock} = setUp();
    start();
    for (let minute = 0; minute < 12; minute++) {
      await clock.advance(60_000);
      collection.bookmark();
    }
    assert.equal(collection.calls.length, 3);
  });

  it('lists again when no event brings a result of ours', async () => {
    const {collection, reflector, start, clock, changes} = setUp();
    collection.set('a');
    start();
    await clock.advance(0);
    changes.length = 0;
    await reflector.store.write('shop/a', async () => ({metadata: {resourceVersion: 'never seen'}}));
    await clock.advance(30_000);
    assert.equal(reflector.store.isBehind('shop/a'), true);
    await clock.advance(SLOWEST_RETRY);
    assert.equal(reflector.store.isBehind('shop/a'), false);
    assert.deepEqual(changes, ['shop/a: - → v1'], 'who waited for the result hears that it is decided');
  });

  it('is not stopped by a projection or a handler that throws', async () => {
    const {collection, reflector, start, clock, log} = setUp({
      project: object => {
        if (object['color'] === 'broken') throw new TypeError('cannot read');
        return project(object);
      },
      onChange: key => {
        if (key === 'shop/b') throw new Error('handler');
      },
    });
    collection.set('a', {color: 'broken'});
    start();
    await clock.advance(0);
    for (const name of ['b', 'c']) collection.set(name);
    await clock.advance(0);
    assert.deepEqual(
      [...reflector.store.entries()].map(([key]) => key),
      ['shop/b', 'shop/c'],
    );
    assert.deepEqual(log.messages('error'), ['object cannot be read', 'change cannot be handled']);
    assert.equal(collection.calls.length, 2);
  });

  it('ends when it is told to, in whatever it is doing, and leaves no timer', async () => {
    for (const wait of [0, 100, 1000]) {
      const {collection, start, clock, stop} = setUp();
      if (wait > 0) collection.failNext('list', refused(), 1);
      start();
      await clock.advance(wait);
      stop.abort();
      await running.at(-1)?.end;
      assert.equal(clock.pending, 0);
      assert.equal(collection.openWatches, 0);
    }
  });
});
