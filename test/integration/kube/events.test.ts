import assert from 'node:assert/strict';
import {objectAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {EventRecorder, type EventInput} from '../../../src/kube/events.ts';
import {collectionPath, RESOURCES} from '../../../src/kube/resources.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {eventually} from '../../support/eventually.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {writes} from '../../support/faults.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const NAMESPACE = 'kube-events';
const COLLECTION = collectionPath(RESOURCES.Event, NAMESPACE);
const web = {apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name: 'web', uid: 'u-1'};
const policy = {apiVersion: 'outrigger.dev/v1alpha1', kind: 'ClusterSidecarPolicy', name: 'kube-events-mesh'};
const converted: EventInput = {
  regarding: web,
  type: 'Normal',
  reason: 'Converted',
  note: 'proxy is a native sidecar now',
};

describe('event recorder on a real API server', function () {
  this.timeout(120_000);
  let direct: RawClient;
  let client: RawClient;
  let proxy: FaultProxy;
  let log: MemoryLog;
  let clock: FakeClock;
  let busy: boolean;

  /** Writes through the proxy, as somebody; default: the administrator. */
  async function record(as?: string): Promise<EventRecorder> {
    client = await RawClient.open({server: proxy.url, ...(as === undefined ? {} : {as})});
    clock = new FakeClock();
    busy = false;
    let count = 0;
    // Names must differ, also from those of the last test.
    const random = (): number => ++count / 2 ** 20;
    const damper = new LogDamper(clock);
    return new EventRecorder({
      rest: client.rest,
      clock,
      random,
      log,
      damper,
      instance: 'outrigger-7d9f',
      busy: () => busy,
    });
  }

  const asked = () => proxy.requests.filter(writes('events'));
  const reasons = (): readonly unknown[] => asked().map(({body}) => (JSON.parse(body) as JsonObject)['reason']);
  const stored = async (): Promise<readonly JsonObject[]> => (await direct.rest.page(COLLECTION, {limit: 2000})).items;

  before(async () => {
    direct = await RawClient.open();
    await ensureNamespace(direct.rest, NAMESPACE);
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(await sharedCluster());
    log = new MemoryLog();
  });

  afterEach(async () => {
    await direct.rest.delete(COLLECTION);
    await client.close();
    await proxy.stop();
  });

  after(async () => direct.close());

  it('writes an Event of events.k8s.io beside the object that it is about', async () => {
    const recorder = await record();
    recorder.emit({...converted, related: policy});
    await recorder.stop();
    assert.deepEqual(log.lines, []);
    const [event = {}] = await stored();
    assert.equal(stringAt(event, 'metadata', 'name'), 'web.1a196fb16001000');
    assert.partialDeepStrictEqual(event, {
      eventTime: '2026-11-01T12:00:00.000000Z',
      reportingController: 'outrigger.dev/outrigger',
      reportingInstance: 'outrigger-7d9f',
      action: 'Converted',
      type: 'Normal',
      reason: 'Converted',
      regarding: web,
      note: 'proxy is a native sidecar now',
      related: policy,
    });
  });

  it('writes Events of cluster-scoped objects to the namespace default', async () => {
    const recorder = await record();
    recorder.emit({...converted, regarding: policy});
    await recorder.flushed();
    assert.deepEqual([asked()[0]?.path, asked()[0]?.status], ['/apis/events.k8s.io/v1/namespaces/default/events', 201]);
    const name = stringAt(JSON.parse(asked()[0]?.body ?? ''), 'metadata', 'name') ?? '';
    await direct.rest.delete(`/apis/events.k8s.io/v1/namespaces/default/events/${name}`);
  });

  it('writes Events that kubectl shows', async () => {
    const account = await eventually('the ServiceAccount is there', async () =>
      direct.rest.get(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`),
    );
    const uid = stringAt(account, 'metadata', 'uid');
    const regarding = {apiVersion: 'v1', kind: 'ServiceAccount', namespace: NAMESPACE, name: 'default', uid};
    const recorder = await record();
    recorder.emit({...converted, regarding, type: 'Warning', reason: 'ConversionBlocked', note: 'all is well'});
    await recorder.flushed();
    const cluster = await sharedCluster();
    assert.match(
      await cluster.kubectl(['describe', 'serviceaccount', 'default', `--namespace=${NAMESPACE}`]),
      /Warning\s+ConversionBlocked/,
    );
    assert.match(
      await cluster.kubectl(['get', 'events', `--namespace=${NAMESPACE}`]),
      /ConversionBlocked\s+serviceaccount\/default\s+all is well/,
    );
  });

  it('cuts notes to what the server takes, without breaking a character', async () => {
    const recorder = await record();
    recorder.emit({...converted, note: 'ä'.repeat(600)});
    recorder.emit({...converted, note: `x${'🚀'.repeat(300)}`});
    await recorder.flushed();
    const events = await stored();
    assert.equal(events.length, 2);
    for (const {note} of events) {
      assert.match(String(note), /[ä🚀]\.\.\.$/u);
      assert.ok(Buffer.byteLength(String(note)) > 1020);
    }
  });

  it('makes names that the server takes, also for the longest name', async () => {
    const regarding = {...web, name: 'n'.repeat(253)};
    const recorder = await record();
    recorder.emit({...converted, regarding});
    await recorder.flushed();
    assert.deepEqual(
      (await stored()).map(event => objectAt(event, 'regarding')),
      [regarding],
    );
  });

  it('keeps the order and has one request under way at a time', async () => {
    const first = Promise.withResolvers<void>();
    proxy.order(writes('events'), {type: 'Delay', until: first.promise});
    const recorder = await record();
    for (const reason of ['A', 'B', 'C']) recorder.emit({...converted, reason});
    await eventually('the first is sent', () => asked().length === 1);
    // Whatever else had been sent would come before this.
    await client.rest.get('/version');
    assert.deepEqual(reasons(), ['A']);
    first.resolve();
    await recorder.flushed();
    recorder.emit({...converted, reason: 'D'});
    await recorder.flushed();
    assert.deepEqual(reasons(), ['A', 'B', 'C', 'D']);
    assert.equal((await stored()).length, 4);
  });

  it('drops what cannot be written, goes on, and says so once', async () => {
    const recorder = await record('stranger');
    for (let count = 0; count < 5; count++) recorder.emit(converted);
    await recorder.flushed();
    assert.deepEqual(
      asked().map(({status}) => status),
      [403, 403, 403, 403, 403],
    );
    assert.deepEqual(log.messages('warn', 'error'), ['event was not written']);
  });

  it('keeps to a rate after a burst, so that the server has time for what they tell of', async () => {
    const recorder = await record('stranger');
    for (let count = 0; count < 130; count++) recorder.emit(converted);
    await eventually('the burst is sent', () => asked().length === 50);
    await clock.advance(1000);
    await eventually('five more are sent', () => asked().length === 55);
    busy = true;
    await clock.advance(2000);
    await eventually('one more is sent in two seconds while there is other work', () => asked().length === 56);
    await recorder.stop();
    assert.equal(asked().length, 130, 'a stop sends the rest');
  });

  it('begins with a smaller burst where there is other work', async () => {
    const recorder = await record('stranger');
    busy = true;
    for (let count = 0; count < 20; count++) recorder.emit(converted);
    await eventually('the burst is sent', () => asked().length === 10);
    await clock.advance(2000);
    await eventually('one more is sent', () => asked().length === 11);
    await recorder.stop();
  });

  it('keeps the order of warnings and others while few wait', async () => {
    const recorder = await record();
    recorder.emit({...converted, reason: 'A'});
    recorder.emit({...converted, type: 'Warning', reason: 'B'});
    recorder.emit({...converted, reason: 'C'});
    await recorder.flushed();
    assert.deepEqual(reasons(), ['A', 'B', 'C']);
  });

  it('sends warnings first while many wait', async () => {
    const recorder = await record('stranger');
    for (let count = 0; count < 60; count++) recorder.emit({...converted, reason: 'Many'});
    recorder.emit({...converted, type: 'Warning', reason: 'Urgent'});
    await recorder.stop();
    assert.equal(reasons()[1], 'Urgent');
    assert.equal(reasons().length, 61);
  });

  it('holds a thousand Events of a type at the most', async () => {
    const first = Promise.withResolvers<void>();
    proxy.order(writes('events'), {type: 'Delay', until: first.promise});
    // Who may write none is answered fastest.
    const recorder = await record('stranger');
    for (let count = 0; count < 1500; count++) recorder.emit(converted);
    for (let count = 0; count < 1500; count++) recorder.emit({...converted, type: 'Warning'});
    first.resolve();
    await recorder.stop();
    assert.equal(asked().length, 2001);
    assert.deepEqual(log.messages('warn'), ['event was not written']);
  });
});
