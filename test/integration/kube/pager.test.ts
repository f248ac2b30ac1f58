import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import {pages} from '../../../src/kube/pager.ts';
import {collectionPath} from '../../../src/kube/resources.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {lists} from '../../support/faults.ts';
import {configMap, ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {MAPS} from '../../support/reflector-scene.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const NAMESPACE = 'kube-pager';
const COLLECTION = collectionPath(MAPS, NAMESPACE);
const never = new AbortController().signal;

describe('pages of a list of a real API server', function () {
  this.timeout(120_000);
  let client: RawClient;
  let proxy: FaultProxy;

  beforeEach(async () => {
    proxy = await FaultProxy.start(await sharedCluster());
    client = await RawClient.open({server: proxy.url});
    await ensureNamespace(client.rest, NAMESPACE);
  });

  afterEach(async () => {
    await client.rest.delete(COLLECTION);
    await client.close();
    await proxy.stop();
  });

  async function fill(count: number, text = ''): Promise<void> {
    const create = async (_: unknown, index: number) => client.rest.create(COLLECTION, configMap(`o-${index}`, {text}));
    await Promise.all(Array.from({length: count}, create));
  }

  /** What was asked for, page by page. */
  const asked = (): readonly unknown[] =>
    proxy.requests.filter(lists('configmaps')).map(({query}) => Object.fromEntries(query));

  it('are from one snapshot', async () => {
    await fill(250);
    const names = new Set<string>();
    const seen = [];
    for await (const page of pages(client.rest, COLLECTION, {labelSelector: 'app=test'}, never)) {
      if (seen.length === 0) await client.rest.create(COLLECTION, configMap('created-meanwhile'));
      for (const item of page.items) names.add(stringAt(item, 'metadata', 'name') ?? '');
      seen.push(page);
    }
    assert.equal(new Set(seen.map(page => page.resourceVersion)).size, 1);
    assert.equal(names.size, 250);
    assert.equal(names.has('created-meanwhile'), false);
    assert.deepEqual(asked(), [
      {labelSelector: 'app=test', limit: '40'},
      {labelSelector: 'app=test', limit: '500', continue: seen[0]?.continue},
    ]);
  });

  for (const [kilobytes, limit] of [
    [5, '41'],
    [10, '21'],
    [200, '10'],
  ] as const) {
    it(`have ${limit} objects when these are of ${kilobytes} kB`, async () => {
      await fill(41, 'x'.repeat(kilobytes * 1000));
      const counts = [];
      for await (const {items} of pages(client.rest, COLLECTION, {labelSelector: 'app=test'}, never))
        counts.push(items.length);
      assert.deepEqual(counts, [40, 1]);
      assert.equal(proxy.requests.filter(lists('configmaps'))[1]?.query.get('limit'), limit);
    });
  }

  it('are asked for again with fewer objects when they would be too large to hold', async () => {
    await fill(40, 'x'.repeat(900_000));
    let count = 0;
    for await (const {items} of pages(client.rest, COLLECTION, {labelSelector: 'app=test'}, never))
      count += items.length;
    assert.equal(count, 40);
    assert.deepEqual(
      asked().map(query => (query as {limit: string}).limit),
      ['40', '10', '10', '10', '10'],
    );
  });
});
