import assert from 'node:assert/strict';
import {collectionPath} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {errorEvent, laterPages, lists, refusal, watches} from '../../support/faults.ts';
import type {LiveReflector} from '../../support/live-reflector.ts';
import {MAPS, ReflectorScene} from '../../support/reflector-scene.ts';
import {installThings} from '../../support/things.ts';

describe('reflector in trouble, on a real API server', function () {
  this.timeout(120_000);
  let scene: ReflectorScene;
  beforeEach(async () => (scene = await ReflectorScene.open('kube-reflector-faults')));
  afterEach(async () => scene.close());

  /** A reflector that watches; it has `kept`. */
  async function watching(): Promise<LiveReflector> {
    await scene.create('kept');
    const live = scene.start();
    await scene.watching();
    return live;
  }

  const has = async ({reflector}: LiveReflector, name: string): Promise<void> => {
    await eventually(`it has ${name}`, () => reflector.store.get(scene.key(name)) !== undefined);
  };

  it('misses nothing when the connection is reset, and does not list again', async () => {
    const live = await watching();
    scene.proxy.cutWatches();
    await scene.create('meanwhile');
    await scene.retry();
    await has(live, 'meanwhile');
    assert.deepEqual(live.counts, {restarted: 1, failed: 1});
    assert.deepEqual(scene.calls, ['list limit=40', 'watch', 'watch']);
  });

  it('goes on at once on a new connection when it is told to', async () => {
    const live = await watching();
    scene.proxy.muteWatches();
    await scene.create('unheard');
    await live.reflector.refresh();
    await has(live, 'unheard');
    assert.deepEqual(scene.calls, ['list limit=40', 'watch', 'watch']);
  });

  it('cuts its pause short when it is told to', async () => {
    const live = await watching();
    scene.proxy.cutWatches();
    await scene.create('meanwhile');
    await eventually('it pauses', () => live.counts.failed === 1);
    await live.reflector.refresh();
    await has(live, 'meanwhile');
    assert.equal(scene.lists, 1);
  });

  it('takes an event whole that was cut off in the middle', async () => {
    scene.proxy.order(watches('configmaps'), {type: 'Truncate', bytes: 100, how: 'Reset'});
    const live = scene.start();
    await eventually('it watches', () => scene.calls.length === 2);
    await scene.create('long', {text: 'x'.repeat(5000)});
    await scene.retry();
    await has(live, 'long');
    assert.deepEqual(live.reflector.store.get(scene.key('long'))?.data, {text: 'x'.repeat(5000)});
    assert.equal(scene.lists, 1);
  });

  it('lists again when the server has forgotten the version', async () => {
    // The server's memory of a kind begins when the kind is made known, so version 1 is gone.
    const {resource, remove} = await installThings(scene.direct, 'forgottenthings');
    const order = scene.proxy.order(watches('forgottenthings'), {type: 'Rewrite', query: {resourceVersion: '1'}});
    const live = scene.start({resource, labelSelector: undefined});
    await scene.retry();
    await scene.watching();
    assert.equal(order.hits, 1);
    assert.match(String(live.log.lines[0]?.fields['error']), /too old resource version/);
    assert.deepEqual(scene.calls, ['list limit=40', 'watch', 'list limit=40', 'watch']);
    await remove();
  });

  const lost = {
    'refuses the watch with 410': () => scene.proxy.order(watches('configmaps'), refusal(410, 'Expired')),
    'refuses the watch with 500': () => scene.proxy.order(watches('configmaps'), refusal(500, 'InternalError')),
    'is a proxy that answers 502': () =>
      scene.proxy.order(watches('configmaps'), {type: 'Answer', status: 502, body: ''}),
  };
  for (const [what, order] of Object.entries(lost)) {
    it(`lists again when the server ${what}`, async () => {
      const live = await watching();
      order();
      scene.proxy.endWatches();
      await scene.create('meanwhile');
      await scene.retry();
      await scene.retry();
      await has(live, 'meanwhile');
      assert.equal(scene.lists, 2);
    });
  }

  it('lists again soon after an outage in which the server has forgotten the version, but not again and again', async () => {
    const live = await watching();
    scene.proxy.order(watches('configmaps'), refusal(503, 'ServiceUnavailable'), 6);
    scene.proxy.order(watches('configmaps'), refusal(410, 'Expired'), 2);
    scene.proxy.endWatches();
    await scene.create('meanwhile');
    const pauses = [];
    for (let pause = 0; pause < 9; pause++) pauses.push(Math.round((await scene.retry()) / 1000));
    await has(live, 'meanwhile');
    assert.deepEqual(pauses, [1, 2, 3, 6, 13, 26, 30, 1, 30]);
    assert.equal(scene.lists, 3);
  });

  const nonsense = {
    'an error event': errorEvent(410, 'Expired'),
    'what is no event': 'no backend\n',
    'a broken line': '{"type":\n',
  };
  for (const [what, text] of Object.entries(nonsense)) {
    it(`lists again when a watch brings ${what}`, async () => {
      const live = await watching();
      scene.proxy.say(text);
      await scene.pause();
      await scene.create('meanwhile');
      await scene.clock.advance(1000);
      await has(live, 'meanwhile');
      assert.equal(scene.lists, 2);
    });
  }

  it('starts a list again when a page comes too late', async () => {
    await Promise.all(Array.from({length: 150}, async (_, index) => scene.create(`many-${index}`)));
    scene.proxy.order(laterPages('configmaps'), refusal(410, 'Expired'));
    const {reflector} = scene.start();
    await scene.retry();
    await reflector.settled();
    await scene.watching();
    assert.equal(reflector.store.size, 150);
    const list = ['list limit=40', 'list limit=500 continued'];
    assert.deepEqual(scene.calls, [...list, ...list, 'watch']);
  });

  it('takes no half list for a whole one', async () => {
    for (const how of ['End', 'Reset'] as const)
      scene.proxy.order(lists('configmaps'), {type: 'Truncate', bytes: 200, how});
    await scene.create('kept');
    const live = scene.start();
    assert.ok((await scene.retry()) < 1000);
    await scene.retry();
    await has(live, 'kept');
    assert.deepEqual(live.changes, [`${scene.key('kept')} new`]);
    assert.equal(live.counts.failed, 2);
  });

  it('stays away as long as an overloaded server asks, and does not list again for it', async () => {
    const live = await watching();
    scene.proxy.order(watches('configmaps'), refusal(429, 'TooManyRequests', {retryAfter: 45}));
    scene.proxy.endWatches();
    await scene.retry();
    assert.equal(await scene.pause(), 45_000);
    await scene.clock.advance(44_999);
    assert.equal(scene.clock.pending, 1, 'it still waits');
    await scene.clock.advance(1);
    await scene.create('meanwhile');
    await has(live, 'meanwhile');
    assert.equal(scene.lists, 1);
  });

  it('holds up for an optional kind while the server is away', async () => {
    scene.proxy.order(lists('configmaps'), {type: 'Reset'});
    const {reflector} = scene.start({optional: true});
    let settled = false;
    void reflector.settled().then(() => (settled = true));
    await scene.pause();
    assert.equal(settled, false);
    assert.match(String(reflector.problem()), /cannot reach/);
    await scene.clock.advance(1000);
    await eventually('it is settled', () => settled);
    assert.equal(reflector.synced, true);
  });

  it('logs one line for an outage and one for its end', async () => {
    const {log} = await watching();
    const order = scene.proxy.order(watches('configmaps'), {type: 'Reset'}, 4);
    scene.proxy.cutWatches();
    for (let count = 0; count < 5; count++) await scene.retry();
    await scene.watching();
    assert.equal(order.hits, 4);
    assert.ok(scene.clock.monotonic() < 60_000);
    await eventually('the end is logged', () => log.messages('info').length > 0);
    assert.deepEqual(log.messages('info', 'warn', 'error'), [
      'watch failed and will be tried again',
      'watch works again',
    ]);
  });

  it('does what was ordered to what was chosen only', async () => {
    scene.proxy.order(lists('secrets'), {type: 'Reset'}, Infinity);
    const {reflector} = await watching();
    assert.equal(reflector.problem(), undefined);
    assert.ok((await scene.direct.get(collectionPath(MAPS)))['items']);
  });
});
