import assert from 'node:assert/strict';
import {ApiError, ConnectionError, isGone, isTransient} from '../../../src/kube/api-error.ts';
import {pages} from '../../../src/kube/pager.ts';
import {collectionPath, objectPath} from '../../../src/kube/resources.ts';
import {Rest} from '../../../src/kube/rest.ts';
import {eventually} from '../../support/eventually.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {errorEvent, everything, laterPages, lists, refusal, watches, writes} from '../../support/faults.ts';
import {configMap, ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {MAPS} from '../../support/reflector-scene.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const NAMESPACE = 'kube-rest-faults';
const COLLECTION = collectionPath(MAPS, NAMESPACE);
const PATH = objectPath(MAPS, {namespace: NAMESPACE, name: 'object'});
const never = new AbortController().signal;

describe('rest on a bad way to a real API server', function () {
  this.timeout(120_000);
  let direct: RawClient;
  let client: RawClient;
  let proxy: FaultProxy;

  before(async () => {
    direct = await RawClient.open();
    await ensureNamespace(direct.rest, NAMESPACE);
    await direct.rest.apply(PATH, configMap('object', {text: 'ä'.repeat(500)}));
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(await sharedCluster());
    client = await RawClient.open({server: proxy.url});
  });

  afterEach(async () => {
    await client.close();
    await proxy.stop();
  });

  after(async () => direct.close());

  const version = async (): Promise<string> => (await direct.rest.page(COLLECTION, {limit: 1})).resourceVersion;

  /** A watch from now on. */
  const watch = async (signal = never) =>
    client.rest.watch(COLLECTION, {resourceVersion: await version(), fieldSelector: 'metadata.name=object'}, signal);

  const change = async (): Promise<unknown> => direct.rest.mergePatch(PATH, {data: {at: String(performance.now())}});

  const isCutOff = (what: string) => (error: unknown) => error instanceof ConnectionError && error.message === what;

  describe('reading', () => {
    it('throws what the server says, with how long to stay away', async () => {
      proxy.order(everything, refusal(429, 'TooManyRequests', {retryAfter: 7}));
      await assert.rejects(
        client.rest.get(PATH),
        error =>
          error instanceof ApiError &&
          error.status === 429 &&
          error.retryAfterSeconds === 7 &&
          error.message === 'TooManyRequests, ordered by a test',
      );
    });

    it('does not ask again before the time for which the server has asked', async () => {
      const clock = new FakeClock();
      const patient = new Rest(client.session, {clock});
      proxy.order(everything, refusal(429, 'TooManyRequests', {retryAfter: 7}));
      const isRefused = (seconds: number) => (error: unknown) =>
        error instanceof ApiError && error.status === 429 && error.retryAfterSeconds === seconds;
      await assert.rejects(patient.get(PATH), isRefused(7));
      await clock.advance(4000);
      await assert.rejects(patient.get(PATH), isRefused(3));
      assert.equal(proxy.requests.length, 1);
      await patient.page(COLLECTION, {limit: 1});
      await clock.advance(3000);
      assert.deepEqual(await patient.get(PATH), await direct.rest.get(PATH));
    });

    it('throws what a proxy in between says', async () => {
      proxy.order(everything, {type: 'Answer', status: 503, body: '<h1>no backend</h1>'});
      await assert.rejects(
        client.rest.get(PATH),
        error => error instanceof ApiError && error.status === 503 && error.message.endsWith('<h1>no backend</h1>'),
      );
    });

    it('takes neither a login page nor half an object for an object', async () => {
      const isNoObject = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NoObject';
      proxy.order(everything, {type: 'Answer', status: 200, body: '<html>log in</html>'}, 2);
      await assert.rejects(client.rest.get(PATH), isNoObject);
      await assert.rejects(client.rest.page(COLLECTION, {limit: 5}), isNoObject);
      proxy.order(everything, {type: 'Truncate', bytes: 300, how: 'End'}, 2);
      await assert.rejects(client.rest.get(PATH), isNoObject);
      await assert.rejects(client.rest.page(COLLECTION, {limit: 5}), isNoObject);
    });

    it('says so when an answer is cut off', async () => {
      proxy.order(everything, {type: 'Truncate', bytes: 300, how: 'Reset'});
      await assert.rejects(client.rest.get(PATH), isCutOff('the answer was cut off'));
    });

    it('does not wait for ever for a server that is silent before its answer', async () => {
      proxy.order(everything, {type: 'Silence'});
      await assert.rejects(
        new Rest(client.session, {timeoutSeconds: 0.1}).get(PATH),
        error => error instanceof ConnectionError && error.reason === 'UND_ERR_HEADERS_TIMEOUT',
      );
    });

    it('does not wait for ever for a server that is silent within its answer', async () => {
      // What the server answers to a watch begins at once and does not end, which is not what a read expects.
      const query = {watch: true, resourceVersion: await version()};
      await assert.rejects(
        new Rest(client.session, {timeoutSeconds: 2}).get(COLLECTION, {query}),
        error => error instanceof ConnectionError && error.reason === 'UND_ERR_BODY_TIMEOUT',
      );
    });

    it('is told that a page came too late', async () => {
      for (let index = 0; index < 41; index++)
        await direct.rest.apply(`${PATH}-${index}`, configMap(`object-${index}`));
      proxy.order(laterPages('configmaps'), refusal(410, 'Expired'));
      const read = pages(client.rest, COLLECTION, {}, never);
      assert.equal((await read.next()).value?.items.length, 40);
      await assert.rejects(read.next(), isGone);
    });

    it('sends on what the abort of a request said', async () => {
      proxy.order(lists('configmaps'), {type: 'Silence'});
      const controller = new AbortController();
      const request = client.rest.page(COLLECTION, {limit: 5}, controller.signal);
      await eventually('it is asked', () => proxy.requests.length === 1);
      controller.abort(new Error('stopping'));
      await assert.rejects(request, /stopping/);
    });
  });

  describe('writing', () => {
    it('does not know whether a write was done whose answer is lost, and does not repeat it', async () => {
      proxy.order(writes('configmaps'), {type: 'LoseAnswer'});
      await assert.rejects(client.rest.mergePatch(PATH, {data: {lost: 'yes'}}), isTransient);
      assert.deepEqual(Object.keys((await direct.rest.get(PATH))['data'] as object), ['lost', 'text']);
      assert.equal(proxy.requests.length, 1);
    });

    it('has done nothing when the connection is reset before', async () => {
      const before = await direct.rest.get(PATH);
      proxy.order(writes('configmaps'), {type: 'Reset'});
      await assert.rejects(client.rest.mergePatch(PATH, {data: {never: 'seen'}}), isTransient);
      assert.deepEqual(await direct.rest.get(PATH), before);
    });
  });

  describe('watching', () => {
    it('throws when the server refuses, before any iteration', async () => {
      proxy.order(watches('configmaps'), refusal(410, 'Expired'));
      await assert.rejects(watch(), isGone);
    });

    it('throws an error event of the stream', async () => {
      const events = await watch();
      proxy.say(errorEvent(410, 'Expired'));
      await assert.rejects(events.next(), isGone);
    });

    it('puts an event together that comes in parts', async () => {
      const events = await watch();
      proxy.say('{"type":"BOOK');
      proxy.say('MARK","object":{}}\n');
      assert.deepEqual((await events.next()).value, {type: 'BOOKMARK', object: {}});
      await events.return(undefined);
    });

    it('throws when the connection is cut, also within an event', async () => {
      const events = await watch();
      proxy.say('{"type":"BOOK');
      proxy.cutWatches();
      await assert.rejects(events.next(), isCutOff('the watch was cut off'));
    });

    it('ends without an error when the server ends it', async () => {
      const events = await watch();
      await change();
      assert.equal((await events.next()).value?.type, 'MODIFIED');
      proxy.endWatches();
      assert.equal((await events.next()).done, true);
    });

    it('throws the reason of an abort while it waits', async () => {
      const controller = new AbortController();
      const events = await watch(controller.signal);
      const next = events.next();
      controller.abort(new Error('stopping'));
      await assert.rejects(next, /stopping/);
    });

    it('lets the connection go when nobody reads on', async () => {
      const events = await watch();
      await change();
      for await (const {type} of events) {
        assert.equal(type, 'MODIFIED');
        break;
      }
      await eventually('no watch is open', () => proxy.openWatches === 0);
    });

    it('ends with its session', async () => {
      const events = await watch();
      const next = events.next();
      await client.session.close();
      await assert.rejects(next, ConnectionError);
    });
  });
});
