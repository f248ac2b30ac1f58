import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {lists, watches} from '../../support/faults.ts';
import type {LiveReflector} from '../../support/live-reflector.ts';
import {ReflectorScene} from '../../support/reflector-scene.ts';

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);

describe('the patience of a reflector, on a real API server', function () {
  this.timeout(120_000);
  let scene: ReflectorScene;
  beforeEach(async () => (scene = await ReflectorScene.open('kube-reflector-patience')));
  afterEach(async () => scene.close());

  const givenUp = ({log}: LiveReflector): readonly unknown[] =>
    log.lines.filter(({message}) => message === 'watch given up').map(({fields}) => fields['reason']);

  it('waits longer after each failure, at most half a minute, and never gives up', async () => {
    scene.proxy.order(lists('configmaps'), {type: 'Reset'}, 11);
    const {reflector} = scene.start();
    const pauses: number[] = [];
    for (let count = 0; count < 11; count++) pauses.push(seconds(await scene.retry()));
    assert.deepEqual(pauses, [1, 2, 3, 6, 13, 26, 30, 30, 30, 30, 30]);
    await reflector.settled();
    assert.equal(scene.lists, 12);
  });

  it('begins with short pauses again after two minutes of health', async () => {
    scene.proxy.order(lists('configmaps'), {type: 'Reset'}, 8);
    scene.start();
    for (let count = 0; count < 8; count++) await scene.retry();
    await scene.watching();
    await scene.clock.advance(130_000);
    scene.proxy.endWatches();
    assert.equal(seconds(await scene.retry()), 1);
    await scene.watching();
  });

  it('does not run hot when every watch ends at once', async () => {
    const {counts} = scene.start();
    for (let count = 0; count < 29; count++) {
      await scene.watching();
      scene.proxy.endWatches();
      await scene.retry();
    }
    assert.ok(scene.clock.monotonic() > 600_000, 'less than 30 watches in ten minutes');
    assert.deepEqual(counts, {restarted: 29, failed: 0});
    assert.equal(scene.lists, 1);
  });

  it('keeps a quiet watch on which bookmarks come, and goes on from the last of them', async () => {
    // The server sends a bookmark two seconds before it ends a watch.
    scene.proxy.order(watches('configmaps'), {type: 'Rewrite', query: {timeoutSeconds: '5'}});
    const live = scene.start();
    await scene.watching();
    const other = await scene.direct.create('/api/v1/namespaces/kube-reflector-patience/configmaps', {
      metadata: {name: 'other', labels: {app: 'other'}},
    });
    await scene.clock.advance(145_000);
    await eventually('a bookmark is taken', () => scene.taken.length > 0);
    await scene.clock.advance(145_000);
    assert.deepEqual(givenUp(live), []);
    await scene.retry();
    await scene.watching();
    const bookmark = scene.taken.at(-1);
    const version = stringAt(bookmark?.object, 'metadata', 'resourceVersion');
    assert.equal(bookmark?.type, 'BOOKMARK');
    assert.ok(Number(version) >= Number(stringAt(other, 'metadata', 'resourceVersion')));
    assert.equal(scene.watchedFrom[1], version);
    assert.deepEqual(scene.calls, ['list limit=40', 'watch', 'watch']);
    assert.deepEqual(live.counts, {restarted: 1, failed: 0});
  });

  it('ends a watch that the server does not end in time', async () => {
    await scene.create('busy');
    const live = scene.start();
    await scene.watching();
    for (let round = 1; round <= 6; round++) {
      assert.deepEqual(givenUp(live), []);
      await scene.change('busy', {round: String(round)});
      await eventually('the change is taken', () => scene.taken.length === round);
      await scene.clock.advance(101_000);
    }
    await scene.retry();
    assert.deepEqual(givenUp(live), ['the server did not end the watch in time']);
    await scene.watching();
    assert.equal(scene.lists, 1);
  });

  it('gives up a watch on which nothing comes, not even a bookmark', async () => {
    const live = scene.start();
    await scene.watching();
    scene.proxy.muteWatches();
    await scene.create('unheard');
    await scene.clock.advance(145_000);
    assert.deepEqual(givenUp(live), []);
    await scene.clock.advance(10_000);
    await scene.retry();
    assert.deepEqual(givenUp(live), ['nothing came for too long']);
    await eventually('it has the object', () => live.reflector.store.size === 1);
    assert.deepEqual(scene.calls, ['list limit=40', 'watch', 'watch']);
    assert.equal(scene.watchedFrom[1], scene.watchedFrom[0]);
    assert.equal(live.counts.failed, 0);
  });

  it('lists again when no event brings a result of ours', async () => {
    await scene.create('ours');
    const {reflector, changes, ...live} = scene.start();
    await scene.watching();
    scene.proxy.muteWatches();
    const key = scene.key('ours');
    await reflector.store.write(key, async () => scene.change('ours', {by: 'us'}));
    // So the list, too, has another version than the one that is waited for.
    await scene.change('ours', {by: 'somebody else'});
    await scene.clock.advance(30_000);
    assert.equal(reflector.store.isBehind(key), true);
    await scene.clock.advance(5000);
    await scene.retry();
    await eventually('it has caught up', () => !reflector.store.isBehind(key));
    assert.deepEqual(givenUp({reflector, changes, ...live}), ['no event brought what we wrote']);
    assert.deepEqual(reflector.store.get(key)?.data, {by: 'somebody else'});
    assert.deepEqual(changes, [`${key} new`, `${key} changed`, `${key} new`]);
    assert.equal(scene.lists, 2);
  });
});
