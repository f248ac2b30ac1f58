import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {Store, type Versioned} from '../../../src/kube/store.ts';
import {FakeClock} from '../../support/fake-clock.ts';

const KEY = 'shop/web';

interface Patch {
  readonly answer: (version: string) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** A store that holds `shop/web` in version 1, and a write to it that is answered when the test says so. */
function setUp() {
  const clock = new FakeClock();
  const changes: string[] = [];
  const store = new Store<Versioned>(clock, (key, before, after) =>
    changes.push(`${key}: ${before?.resourceVersion ?? '-'} → ${after?.resourceVersion ?? '-'}`),
  );
  const event = (version: string, key = KEY): void => store.set(key, version, {resourceVersion: version});
  event('1');
  changes.length = 0;
  const write = (key = KEY): Patch => {
    const answer = Promise.withResolvers<JsonObject>();
    const done = store.write(key, async () => answer.promise);
    return {
      answer: async (version: string): Promise<void> => {
        answer.resolve({metadata: {resourceVersion: version}});
        await done;
      },
      fail: async (error: Error): Promise<void> => {
        answer.reject(error);
        await assert.rejects(done, error);
      },
    };
  };
  const list = (...versions: readonly string[]): void => {
    const listing = store.beginList();
    for (const version of versions) listing.add(KEY, version, {resourceVersion: version});
    listing.complete();
  };
  return {clock, store, changes, event, write, list};
}

describe('store', () => {
  it('holds the newest of what it was told, by key', () => {
    const {store, event} = setUp();
    event('2');
    event('3', 'shop/db');
    assert.equal(store.get(KEY)?.resourceVersion, '2');
    assert.equal(store.size, 2);
    store.delete(KEY);
    assert.deepEqual([...store.values()], [{resourceVersion: '3'}]);
  });

  it('says nothing of objects that are of no interest before and after', () => {
    const {store, changes} = setUp();
    store.set('shop/other', '5', undefined);
    store.delete('shop/other');
    assert.deepEqual(changes, []);
  });

  it('drops what a list does not have, and reports what it has in another version', () => {
    const {store, changes, event} = setUp();
    event('2', 'shop/gone');
    changes.length = 0;
    const listing = store.beginList();
    listing.add(KEY, '1', {resourceVersion: '1'});
    listing.add('shop/new', '3', {resourceVersion: '3'});
    listing.complete();
    assert.deepEqual(changes, ['shop/new: - → 3', 'shop/gone: 2 → -']);
  });

  it('keeps what an abandoned list has brought', () => {
    const {store} = setUp();
    store.beginList().add('shop/new', '2', {resourceVersion: '2'});
    assert.equal(store.size, 2);
  });
});

describe('write barrier of the store', () => {
  it('is behind from the sending of a write on', async () => {
    const {store, write} = setUp();
    const patch = write();
    assert.equal(store.isBehind(KEY), true);
    assert.equal(store.isBehind('shop/db'), false);
    await patch.answer('2');
  });

  it('is behind after the answer until the event with exactly its version', async () => {
    const {store, event, write} = setUp();
    await write().answer('3');
    event('2');
    assert.equal(store.isBehind(KEY), true);
    event('3');
    assert.equal(store.isBehind(KEY), false);
  });

  it('is not behind when the event came before the answer', async () => {
    const {store, event, write} = setUp();
    const patch = write();
    event('2');
    assert.equal(store.isBehind(KEY), true, 'the answer may be about a later version');
    await patch.answer('2');
    assert.equal(store.isBehind(KEY), false);
  });

  it('is not behind when the event and further ones came before the answer', async () => {
    const {store, event, write} = setUp();
    const patch = write();
    for (const version of ['2', '3', '4']) event(version);
    await patch.answer('3');
    assert.equal(store.isBehind(KEY), false);
  });

  it('is not behind after a write that changed nothing', async () => {
    const {store, write} = setUp();
    await write().answer('1');
    assert.equal(store.isBehind(KEY), false);
  });

  it('is not behind after a failed write', async () => {
    const {store, write} = setUp();
    await write().fail(new Error('refused'));
    assert.equal(store.isBehind(KEY), false);
  });

  it('is not behind after an answer without a version', async () => {
    const {store} = setUp();
    await store.write(KEY, async () => ({}));
    assert.equal(store.isBehind(KEY), false);
  });

  it('does not take versions for numbers', async () => {
    const {store, event, write} = setUp();
    await write().answer('3');
    event('10');
    assert.equal(store.isBehind(KEY), true);
  });

  it('waits for every one of several writes', async () => {
    const {store, event, write} = setUp();
    const [first, second] = [write(), write()];
    await second.answer('3');
    await first.answer('2');
    event('2');
    assert.equal(store.isBehind(KEY), true);
    event('3');
    assert.equal(store.isBehind(KEY), false);
  });

  it('stays behind while a second write is under way', async () => {
    const {store, event, write} = setUp();
    const [first, second] = [write(), write()];
    await first.answer('2');
    event('2');
    assert.equal(store.isBehind(KEY), true);
    await second.fail(new Error('refused'));
    assert.equal(store.isBehind(KEY), false);
  });

  it('ends with the deletion of the object, before or after the answer', async () => {
    const before = setUp();
    const patch = before.write();
    before.store.delete(KEY);
    await patch.answer('2');
    assert.equal(before.store.isBehind(KEY), false);

    const after = setUp();
    await after.write().answer('2');
    after.store.delete(KEY);
    assert.equal(after.store.isBehind(KEY), false);
  });

  it('waits for the result of a write to an object that was made anew meanwhile', async () => {
    const {store, event, write} = setUp();
    const patch = write();
    store.delete(KEY);
    event('3');
    await patch.answer('4');
    assert.equal(store.isBehind(KEY), true);
    event('4');
    assert.equal(store.isBehind(KEY), false);
  });

  it('ends with a list that began after the answer', async () => {
    const {store, changes, write, list} = setUp();
    await write().answer('2');
    list('1');
    assert.equal(store.isBehind(KEY), false);
    assert.deepEqual(changes, []);
  });

  it('ends with a list that has a later version than the answer', async () => {
    const {store, write, list} = setUp();
    await write().answer('2');
    list('7');
    assert.equal(store.isBehind(KEY), false);
  });

  it('does not end with a list that began before the answer and is from before the write', async () => {
    const {store, write, event} = setUp();
    const patch = write();
    const listing = store.beginList();
    await patch.answer('2');
    listing.add(KEY, '1', {resourceVersion: '1'});
    listing.complete();
    assert.equal(store.isBehind(KEY), true, 'the watch that follows the list will bring it');
    event('2');
    assert.equal(store.isBehind(KEY), false);
  });

  it('ends with a list that began before the answer and has its version', async () => {
    const {store, write} = setUp();
    const patch = write();
    const listing = store.beginList();
    await patch.answer('2');
    listing.add(KEY, '2', {resourceVersion: '2'});
    assert.equal(store.isBehind(KEY), false);
    listing.complete();
  });

  it('ends when a list brings the version while the write is under way', async () => {
    const {store, write, list} = setUp();
    const patch = write();
    list('2');
    await patch.answer('2');
    assert.equal(store.isBehind(KEY), false);
  });

  it('ends with the deletion that a list implies', async () => {
    const {store, write, list} = setUp();
    await write().answer('2');
    list();
    assert.equal(store.isBehind(KEY), false);
    assert.equal(store.size, 0);
  });

  it('also ends for objects of which nothing is kept', async () => {
    const {store, write} = setUp();
    await write('shop/other').answer('2');
    assert.equal(store.isBehind('shop/other'), true);
    store.set('shop/other', '2', undefined);
    assert.equal(store.isBehind('shop/other'), false);
  });

  it('says how long the oldest result has been missing', async () => {
    const {store, write, clock, event} = setUp();
    assert.equal(store.longestWait(), 0);
    await write().answer('2');
    await clock.advance(1000);
    await write('shop/db').answer('3');
    await clock.advance(500);
    assert.equal(store.longestWait(), 1500);
    event('2');
    assert.equal(store.longestWait(), 500);
  });

  describe('brings whoever was told that a key is behind back to it', () => {
    const asNew = (version: string): string => `${KEY}: - → ${version}`;

    it('when the event comes, after the event itself', async () => {
      const {store, changes, event, write} = setUp();
      await write().answer('2');
      assert.equal(store.isBehind(KEY), true);
      event('2');
      assert.deepEqual(changes, [`${KEY}: 1 → 2`, asNew('2')]);
    });

    it('when the event had come before the answer', async () => {
      const {store, changes, event, write} = setUp();
      const patch = write();
      event('2');
      assert.equal(store.isBehind(KEY), true);
      changes.length = 0;
      await patch.answer('2');
      assert.deepEqual(changes, [asNew('2')]);
    });

    it('when the write changes nothing or fails', async () => {
      for (const end of [(patch: Patch) => patch.answer('1'), (patch: Patch) => patch.fail(new Error('refused'))]) {
        const {store, changes, write} = setUp();
        const patch = write();
        assert.equal(store.isBehind(KEY), true);
        await end(patch);
        assert.deepEqual(changes, [asNew('1')]);
      }
    });

    it('when a list settles it', async () => {
      const {store, changes, write, list} = setUp();
      await write().answer('2');
      assert.equal(store.isBehind(KEY), true);
      list('1');
      assert.deepEqual(changes, [asNew('1')]);
    });

    it('only when nothing else is awaited, and once', async () => {
      const {store, changes, event, write} = setUp();
      const [first, second] = [write(), write()];
      assert.equal(store.isBehind(KEY), true);
      await first.fail(new Error('refused'));
      await second.answer('3');
      assert.equal(changes.length, 0);
      event('3');
      event('4');
      assert.deepEqual(
        changes.filter(change => change.includes('-')),
        [asNew('3')],
      );
    });

    it('not when the object is gone, and not when nobody asked', async () => {
      const {store, changes, event, write} = setUp();
      await write().answer('2');
      event('2');
      await write().answer('3');
      assert.equal(store.isBehind(KEY), true);
      store.delete(KEY);
      assert.deepEqual(changes, [`${KEY}: 1 → 2`, `${KEY}: 2 → -`]);
    });
  });
});
