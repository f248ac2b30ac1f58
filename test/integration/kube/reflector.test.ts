import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import {collectionPath, objectPath} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {reflect, type LiveReflector} from '../../support/live-reflector.ts';
import {configMap, ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {MAPS} from '../../support/reflector-scene.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TcpProxy} from '../../support/tcp-proxy.ts';

const NAMESPACE = 'kube-reflector';
const SELECTED = {namespace: NAMESPACE, labelSelector: 'app=test'};
const map = (name: string): string => objectPath(MAPS, {namespace: NAMESPACE, name});
const key = (name: string): string => `${NAMESPACE}/${name}`;

describe('reflector on a real API server', function () {
  this.timeout(120_000);
  let direct: RawClient;
  let proxied: RawClient;
  let proxy: TcpProxy;
  const running: LiveReflector[] = [];

  /** A reflector of the namespace's ConfigMaps whose requests go through the proxy; complete. */
  async function start(options: Parameters<typeof reflect>[2] = {}): Promise<LiveReflector> {
    const live = reflect(proxied.rest, MAPS, {...SELECTED, ...options});
    running.push(live);
    await live.reflector.settled();
    return live;
  }

  async function create(name: string, data = {}): Promise<void> {
    await direct.rest.create(collectionPath(MAPS, NAMESPACE), configMap(name, data));
  }

  /** Until the store is what the server has. */
  async function equal({reflector}: LiveReflector): Promise<void> {
    await eventually('the store is equal to the server', async () => {
      const {items} = await direct.rest.page(collectionPath(MAPS, NAMESPACE), {
        limit: 500,
        labelSelector: 'app=test',
      });
      const wanted = items.map(item => (item['metadata'] as {resourceVersion: string}).resourceVersion);
      const found = [...reflector.store.values()].map(({resourceVersion}) => resourceVersion);
      return JSON.stringify(wanted.sort()) === JSON.stringify(found.sort());
    });
  }

  before(async () => {
    direct = await RawClient.open();
    await ensureNamespace(direct.rest, NAMESPACE);
    proxy = await TcpProxy.start((await sharedCluster()).server);
    proxied = await RawClient.open({server: proxy.url});
  });

  afterEach(async () => {
    for (const live of running.splice(0)) await live.stop();
    await direct.rest.delete(collectionPath(MAPS, NAMESPACE));
  });

  after(async () => {
    await proxied.close();
    await direct.close();
    await proxy.stop();
  });

  it('follows creations, changes, deletions and objects that leave the selection', async () => {
    await create('first');
    const live = await start();
    await create('second');
    await direct.rest.mergePatch(map('first'), {data: {a: '1'}});
    await direct.rest.mergePatch(map('second'), {metadata: {labels: {app: 'other'}}});
    await direct.rest.delete(map('first'));
    await equal(live);
    assert.deepEqual(
      live.changes,
      [key('first'), key('second'), key('first'), key('second'), key('first')].map(
        (name, index) => `${name} ${['new', 'new', 'changed', 'gone', 'gone'][index]}`,
      ),
    );
    assert.deepEqual(live.counts, {restarted: 0, failed: 0});
  });

  it('misses nothing when connections are reset, and does not list again', async () => {
    await create('stays');
    const live = await start();
    await eventually('it watches', () => proxy.connections > 0);
    proxy.reset();
    await create('meanwhile');
    await direct.rest.delete(map('stays'));
    await equal(live);
    assert.deepEqual(live.changes, [`${key('stays')} new`, `${key('meanwhile')} new`, `${key('stays')} gone`]);
  });

  it('comes back when the server was away, with one line of log', async () => {
    const live = await start();
    await proxy.refuse();
    await create('meanwhile');
    await eventually('it has noticed', () => live.reflector.problem() !== undefined);
    assert.match(live.reflector.problem() ?? '', /^watching configmaps: (cannot reach|the watch was cut off)/);
    await eventually('it has tried again and again', () => live.counts.failed >= 3);
    await proxy.accept();
    await equal(live);
    assert.equal(live.reflector.problem(), undefined);
    assert.deepEqual(live.log.messages('info', 'warn', 'error'), [
      'watch failed and will be tried again',
      'watch works again',
    ]);
  });

  it('says that its first list is not complete, and why, until it is', async () => {
    await proxy.refuse();
    const live = reflect(proxied.rest, MAPS, SELECTED);
    running.push(live);
    await eventually('it has failed', () => live.counts.failed > 0);
    assert.equal(live.reflector.synced, false);
    assert.match(live.reflector.problem() ?? '', /cannot reach/);
    await proxy.accept();
    await live.reflector.settled();
    assert.equal(live.reflector.synced, true);
  });

  it('is behind after our own write until its event, and then is not', async () => {
    await create('written', {a: '1'});
    let behind: boolean | undefined;
    const live = await start();
    const {store} = live.reflector;
    for (let round = 0; round < 50; round++) {
      await store.write(key('written'), async () =>
        direct.rest.mergePatch(map('written'), {data: {round: String(round)}}),
      );
      behind = store.isBehind(key('written'));
      const seen = stringAt(store.get(key('written'))?.data, 'round');
      assert.ok(behind || seen === String(round), `round ${round}: not behind, and still sees ${seen}`);
      await eventually('it has caught up', () => !store.isBehind(key('written')));
      assert.deepEqual(store.get(key('written'))?.data, {a: '1', round: String(round)});
    }
  });

  it('is not behind after a write that changed nothing', async () => {
    await create('same', {a: '1'});
    const {reflector} = await start();
    await reflector.store.write(key('same'), async () => direct.rest.mergePatch(map('same'), {data: {a: '1'}}));
    assert.equal(reflector.store.isBehind(key('same')), false);
  });

  it('stays behind while the event is held up, and loses nothing when it is cut off', async () => {
    await create('held', {a: '1'});
    const live = await start();
    await eventually('it watches', () => proxy.connections > 0);
    proxy.silence();
    await live.reflector.store.write(key('held'), async () => direct.rest.mergePatch(map('held'), {data: {a: '2'}}));
    assert.equal(live.reflector.store.isBehind(key('held')), true);
    proxy.speak();
    await eventually('it has caught up', () => !live.reflector.store.isBehind(key('held')));
    assert.deepEqual(live.reflector.store.get(key('held'))?.data, {a: '2'});
  });
});
