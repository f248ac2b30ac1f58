import assert from 'node:assert/strict';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {EventRecorder, type EventInput} from '../../../src/kube/events.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

const web = {apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'u-1'};
const policy = {apiVersion: 'outrigger.dev/v1alpha1', kind: 'ClusterSidecarPolicy', name: 'mesh'};
const converted: EventInput = {
  regarding: web,
  type: 'Normal',
  reason: 'Converted',
  note: 'proxy is a native sidecar now',
};

function setUp(create: (path: string, event: JsonObject) => Promise<JsonObject> = async (_path, event) => event) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const created: {readonly path: string; readonly event: JsonObject}[] = [];
  const rest = {
    create: async (path: string, event: JsonObject): Promise<JsonObject> => {
      created.push({path, event});
      return create(path, event);
    },
  };
  const recorder = new EventRecorder({
    rest,
    clock,
    random: () => 0.5,
    log,
    damper: new LogDamper(clock),
    instance: 'outrigger-7d9f',
  });
  return {recorder, created, log};
}

describe('event recorder', () => {
  it('writes an Event of events.k8s.io beside the object that it is about', async () => {
    const {recorder, created} = setUp();
    recorder.emit({...converted, related: policy});
    await recorder.flushed();
    assert.equal(created[0]?.path, '/apis/events.k8s.io/v1/namespaces/shop/events');
    assert.deepEqual(created[0].event, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {name: 'web.1a196fb160080000000', namespace: 'shop'},
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
    const {recorder, created} = setUp();
    recorder.emit({...converted, regarding: policy});
    await recorder.flushed();
    assert.equal(created[0]?.path, '/apis/events.k8s.io/v1/namespaces/default/events');
  });

  it('cuts notes at 1024 bytes without breaking a character', async () => {
    const {recorder, created} = setUp();
    recorder.emit({...converted, note: 'ä'.repeat(600)});
    recorder.emit({...converted, note: `x${'🚀'.repeat(300)}`});
    await recorder.flushed();
    for (const {event} of created) {
      const note = String(event['note']);
      assert.ok(Buffer.byteLength(note) <= 1024);
      assert.match(note, /[ä🚀]…$/u);
    }
  });

  it('keeps names within the limit of 253 characters', async () => {
    const {recorder, created} = setUp();
    recorder.emit({...converted, regarding: {...web, name: 'n'.repeat(253)}});
    await recorder.flushed();
    assert.ok((stringAt(created[0]?.event, 'metadata', 'name') ?? '').length <= 253);
  });

  it('keeps the order and has one request under way at a time', async () => {
    let running = 0;
    const {recorder, created} = setUp(async (_path, event) => {
      assert.equal(++running, 1);
      await Promise.resolve();
      running--;
      return event;
    });
    for (const reason of ['A', 'B', 'C']) recorder.emit({...converted, reason});
    await recorder.flushed();
    recorder.emit({...converted, reason: 'D'});
    await recorder.flushed();
    assert.deepEqual(
      created.map(({event}) => event['reason']),
      ['A', 'B', 'C', 'D'],
    );
  });

  it('drops what cannot be written, goes on, and says so once', async () => {
    const {recorder, created, log} = setUp(async () => {
      throw new ApiError(403, {reason: 'Forbidden', message: 'no'});
    });
    for (let count = 0; count < 5; count++) recorder.emit(converted);
    await recorder.flushed();
    assert.equal(created.length, 5);
    assert.deepEqual(log.messages('warn', 'error'), ['event was not written']);
  });

  it('holds a thousand Events at the most', async () => {
    const first = Promise.withResolvers<JsonObject>();
    const {recorder, created, log} = setUp(async () => first.promise);
    for (let count = 0; count < 1500; count++) recorder.emit(converted);
    first.resolve({});
    await recorder.flushed();
    assert.equal(created.length, 1001);
    assert.deepEqual(log.messages('warn'), ['event was not written']);
  });
});
