import assert from 'node:assert/strict';
import {PodEngine} from '../../../../src/controllers/pods/pod-engine.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {ApiError} from '../../../../src/kube/api-error.ts';
import type {Page} from '../../../../src/kube/rest.ts';
import type {WatchEvent} from '../../../../src/kube/watch-event.ts';
import {LogDamper} from '../../../../src/runtime/log-damper.ts';
import {TimeSlice} from '../../../../src/runtime/time-slice.ts';
import {FakeClock} from '../../../support/fake-clock.ts';
import {MemoryLog} from '../../../support/memory-log.ts';

const EMPTY: Page = {items: [], resourceVersion: '1', continue: undefined, bytes: 0};
const TWO_MINUTES = 120_000;

describe('PodEngine', () => {
  let clock: FakeClock;
  let log: MemoryLog;
  let answer: () => Page;
  let answerTo: (path: string) => Page;
  let asked: number;
  let watches: Set<AbortSignal>;
  let isMissed: boolean;
  let changes: number;
  let engine: PodEngine;

  const refuse = (status: number) => (): Page => {
    throw new ApiError(status, {message: 'no'});
  };

  beforeEach(() => {
    clock = new FakeClock();
    log = new MemoryLog();
    answer = () => EMPTY;
    answerTo = () => answer();
    asked = 0;
    watches = new Set();
    isMissed = false;
    changes = 0;
    engine = create(true);
  });

  function create(wanted: boolean): PodEngine {
    return new PodEngine({
      wanted,
      rest: {
        page: async path => {
          asked++;
          return Promise.resolve(answerTo(path));
        },
        watch: async (_path, _options, signal) => {
          watches.add(signal);
          signal.addEventListener('abort', () => watches.delete(signal));
          return Promise.resolve(silence(signal));
        },
      },
      clock,
      random: () => 0,
      log,
      damper: new LogDamper(clock),
      slice: new TimeSlice(clock),
      namespace: undefined,
      isMissed: () => isMissed,
      changed: () => changes++,
      stored: () => undefined,
    });
  }

  afterEach(async () => engine.stop());

  for (const [status, type] of [
    [403, 'Forbidden'],
    [404, 'NotServed'],
  ] as const) {
    it(`is ${type} where the server answers ${status}, and then watches nothing and asks no more`, async () => {
      answer = refuse(status);
      assert.equal(await engine.ask(), true);
      assert.equal(engine.state.type, type);
      engine.start();
      const before = asked;
      await clock.advance(5 * TWO_MINUTES);
      assert.deepEqual([asked, watches.size], [before, 0]);
    });
  }

  it('asks nobody where it is not wanted', async () => {
    const unwanted = create(false);
    isMissed = true;
    await unwanted.ask();
    unwanted.start();
    await clock.advance(5 * TWO_MINUTES);
    await unwanted.stop();
    assert.deepEqual([unwanted.state.type, asked], ['SwitchedOff', 0]);
  });

  it('is asked for again where something waits for it, and followed once it is there', async () => {
    answer = refuse(403);
    await engine.ask();
    engine.start();
    isMissed = true;
    answer = () => EMPTY;
    await clock.advance(TWO_MINUTES);
    assert.deepEqual([engine.state.type, engine.synced, watches.size, changes], ['Available', true, 3, 1]);
  });

  it('knows the webhooks that are asked again, each about the namespaces that it selects', async () => {
    const webhook = (name: string, namespaceSelector: JsonObject): JsonObject => ({
      name,
      reinvocationPolicy: 'IfNeeded',
      namespaceSelector,
      rules: [{operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods']}],
    });
    const webhooks = [webhook('all', {}), webhook('some', {matchLabels: {mesh: 'on'}})];
    const configuration = {metadata: {name: 'injector', resourceVersion: '1'}, webhooks};
    answerTo = path => (path.includes('webhook') ? {...EMPTY, items: [configuration]} : EMPTY);
    await engine.ask();
    engine.start();
    await clock.advance(1000);
    assert.deepEqual(engine.reinvoked({mesh: 'on'}), ['injector/all', 'injector/some']);
    assert.deepEqual(engine.reinvoked({}), ['injector/all']);
    assert.deepEqual(engine.reinvoked(undefined), ['injector/all', 'injector/some']);
  });

  it('takes it that there is one where they may not be listed', async () => {
    answerTo = path => (path.includes('webhook') ? refuse(403)() : EMPTY);
    await engine.ask();
    engine.start();
    await clock.advance(1000);
    assert.equal(engine.synced, true);
    assert.equal(engine.reinvoked({}).length, 1);
  });

  it('is no longer followed when it is taken away', async () => {
    await engine.ask();
    engine.start();
    await clock.advance(1000);
    assert.equal(watches.size, 3);
    answer = refuse(403);
    await clock.advance(TWO_MINUTES);
    assert.deepEqual([engine.state.type, watches.size, changes], ['Forbidden', 0, 1]);
  });

  it('is taken as it was while the server does not answer', async () => {
    await engine.ask();
    answer = refuse(503);
    assert.equal(await engine.ask(), false);
    assert.equal(engine.state.type, 'Available');
    assert.equal(log.messages('warn').length, 1);
  });

  it('is Forbidden for a while when writing is, although it can be seen', async () => {
    await engine.ask();
    engine.start();
    engine.forbidden('no');
    assert.equal(engine.state.type, 'Forbidden');
    assert.equal(await engine.ask(), false);
    isMissed = true;
    await clock.advance(TWO_MINUTES);
    assert.equal(engine.state.type, 'Available');
  });
});

/** A watch in which nothing happens. */
async function* silence(signal: AbortSignal): AsyncGenerator<WatchEvent> {
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
  yield* [];
}
