import assert from 'node:assert/strict';
import {stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import type {ThingView} from '../../support/live-reflector.ts';
import {errorEvent, everything, lists, watches} from '../../support/faults.ts';
import {ReflectorScene} from '../../support/reflector-scene.ts';

const versionOf = (object: JsonObject): string => stringAt(object, 'metadata', 'resourceVersion') ?? '';

/** Keeps nothing of objects that say so, and cannot take broken ones. */
function choosy(object: JsonObject): ThingView | undefined {
  if (stringAt(object, 'data', 'kind') === 'broken') throw new TypeError('cannot read');
  if (stringAt(object, 'data', 'kind') === 'ignored') return undefined;
  return {resourceVersion: versionOf(object), data: valueAt(object, 'data')};
}

describe('reflector, step by step, on a real API server', function () {
  this.timeout(120_000);
  let scene: ReflectorScene;
  beforeEach(async () => (scene = await ReflectorScene.open('kube-reflector-follows')));
  afterEach(async () => scene.close());

  const event = (name: string, change: string): string => `${scene.key(name)} ${change}`;

  it('lists, then watches from the version of the list', async () => {
    const versions = [versionOf(await scene.create('a')), versionOf(await scene.create('b'))];
    const {reflector, changes} = scene.start();
    assert.equal(reflector.synced, false);
    assert.equal(reflector.problem(), 'watching configmaps: the first list is not complete');
    await scene.watching();
    assert.equal(reflector.synced, true);
    assert.equal(reflector.problem(), undefined);
    assert.deepEqual(scene.calls, ['list limit=40', 'watch']);
    assert.ok(Number(scene.watchedFrom[0]) >= Number(versions[1]));
    assert.deepEqual(changes, [event('a', 'new'), event('b', 'new')]);
    assert.deepEqual(
      [...reflector.store.values()].map(({resourceVersion}) => resourceVersion),
      versions,
    );
  });

  it('asks with the parameters of the API, and with nothing else', async () => {
    scene.start();
    await scene.watching();
    assert.deepEqual(
      scene.proxy.requests.map(({query}) => [...query.keys()].toSorted()),
      [
        ['labelSelector', 'limit'],
        ['allowWatchBookmarks', 'labelSelector', 'resourceVersion', 'timeoutSeconds', 'watch'],
      ],
    );
  });

  it('lets others have their turn while it takes over a long list', async () => {
    for (let index = 0; index < 30; index++) await scene.create(`many-${index}`);
    let [turns, taken] = [0, 0];
    const inTurns: number[] = [];
    const {reflector} = scene.start({
      project: object => {
        inTurns[turns] = (inTurns[turns] ?? 0) + 1;
        if (taken++ === 0)
          setImmediate(function count() {
            turns++;
            if (taken < 30) setImmediate(count);
          });
        scene.clock.pass(4);
        return {resourceVersion: versionOf(object), data: {}};
      },
    });
    await reflector.settled();
    assert.equal(Math.max(...inTurns.filter(count => count > 0)), 2);
  });

  it('takes over what the watch brings', async () => {
    await scene.create('a', {color: 'red'});
    const {reflector, changes} = scene.start();
    await scene.watching();
    await scene.change('a', {color: 'blue'});
    await eventually(
      'it has the new colour',
      () => stringAt(reflector.store.get(scene.key('a')), 'data', 'color') === 'blue',
    );
    await scene.create('b');
    await scene.remove('a');
    await eventually('all is taken', () => scene.taken.length === 3);
    assert.deepEqual(changes, [event('a', 'new'), event('a', 'changed'), event('b', 'new'), event('a', 'gone')]);
    assert.deepEqual(
      [...reflector.store.entries()].map(([key]) => key),
      [scene.key('b')],
    );
  });

  it('keeps nothing of objects that the projection leaves out', async () => {
    await scene.create('a', {kind: 'ignored'});
    await scene.create('b');
    const {reflector, changes} = scene.start({project: choosy});
    await scene.watching();
    await scene.change('b', {kind: 'ignored'});
    await scene.change('a', {more: 'of it'});
    await eventually('all is taken', () => scene.taken.length === 2);
    assert.deepEqual(changes, [event('b', 'new'), event('b', 'gone')]);
    assert.equal(reflector.store.size, 0);
  });

  it('is not stopped by a projection or a handler that throws', async () => {
    await scene.create('a', {kind: 'broken'});
    const {reflector, log} = scene.start({
      project: choosy,
      onChange: key => {
        if (key === scene.key('b')) throw new Error('handler');
      },
    });
    await scene.watching();
    for (const name of ['b', 'c']) await scene.create(name);
    await eventually('all is taken', () => scene.taken.length === 2);
    assert.deepEqual(
      [...reflector.store.entries()].map(([key]) => key),
      [scene.key('b'), scene.key('c')],
    );
    assert.deepEqual(log.messages('error'), ['object cannot be read', 'change cannot be handled']);
    assert.deepEqual(scene.calls, ['list limit=40', 'watch']);
  });

  it('asks for bookmarks and a random end of each watch, and passes selectors on', async () => {
    await scene.create('a');
    await scene.create('b');
    const {reflector} = scene.start({labelSelector: 'app=test,tier!=front', fieldSelector: 'metadata.name=a'});
    await scene.watching();
    const {query} = scene.proxy.requests.find(watches('configmaps')) ?? assert.fail('there is no watch');
    assert.deepEqual(Object.fromEntries(query), {
      labelSelector: 'app=test,tier!=front',
      fieldSelector: 'metadata.name=a',
      resourceVersion: scene.watchedFrom[0],
      timeoutSeconds: '589',
      watch: 'true',
      allowWatchBookmarks: 'true',
    });
    assert.equal(reflector.store.size, 1);
  });

  it('reads long lists in pages whose length follows the size of the objects', async () => {
    await Promise.all(Array.from({length: 650}, async (_, index) => scene.create(`small-${index}`)));
    const {reflector, changes} = scene.start();
    await scene.watching();
    assert.deepEqual(scene.calls, ['list limit=40', 'list limit=500 continued', 'list limit=500 continued', 'watch']);
    assert.equal(reflector.store.size, 650);
    assert.equal(changes.length, 650);
  });

  it('reports what vanished while nobody watched as deleted, and what did not change not at all', async () => {
    await scene.create('stays');
    await scene.create('goes');
    const {changes} = scene.start();
    await scene.watching();
    scene.proxy.say(errorEvent(410, 'Expired'));
    await scene.pause();
    await scene.remove('goes');
    await scene.clock.advance(1000);
    await eventually('it has listed again', () => scene.lists === 2 && changes.length === 3);
    assert.deepEqual(changes.slice(2), [event('goes', 'gone')]);
  });

  for (const [doing, begin] of [
    ['lists', async () => eventually('a list is asked for', () => scene.calls.length === 1)],
    ['pauses', async () => scene.pause()],
    ['watches', async () => scene.watching()],
  ] as const) {
    it(`ends when it is told to while it ${doing}, and leaves no timer and no connection`, async () => {
      if (doing === 'lists') scene.proxy.order(lists('configmaps'), {type: 'Silence'});
      if (doing === 'pauses') scene.proxy.order(everything, {type: 'Reset'});
      const live = scene.start();
      await begin();
      await live.stop();
      assert.equal(scene.clock.pending, 0);
      await eventually('no watch is open', () => scene.proxy.openWatches === 0);
    });
  }
});
