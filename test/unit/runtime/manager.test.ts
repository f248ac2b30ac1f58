import assert from 'node:assert/strict';
import {Manager, type Server, type Source, type Worker} from '../../../src/runtime/manager.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

/** Parts that write down what happens to them. */
function setUp(overrides: {worker?: Partial<Worker>; server?: Partial<Server>; onSynced?: () => Promise<void>} = {}) {
  const steps: string[] = [];
  const sync = Promise.withResolvers<void>();
  let problem: string | undefined = 'watching deployments: the first list is not complete';
  const source: Source = {
    name: 'deployments',
    run: async signal => {
      steps.push('source runs');
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
      steps.push('source ends');
    },
    settled: async () => sync.promise,
    problem: () => problem,
  };
  const worker: Worker = {
    name: 'workload',
    start: () => void steps.push('worker starts'),
    stop: async () => void steps.push('worker stops'),
    ...overrides.worker,
  };
  const server: Server = {
    start: async () => void steps.push('server starts'),
    stop: async () => void steps.push('server stops'),
    ...overrides.server,
  };
  const clock = new FakeClock();
  const log = new MemoryLog();
  const manager = new Manager({
    servers: [server],
    sources: [source],
    onSynced: overrides.onSynced ?? (async () => void steps.push('synced')),
    workers: [worker],
    clock,
    log,
  });
  const synced = (): void => {
    problem = undefined;
    sync.resolve();
  };
  return {manager, steps, synced, clock, log, setProblem: (text: string | undefined) => (problem = text)};
}

describe('manager', () => {
  it('starts servers, then sources, and workers only when every source is complete', async () => {
    const {manager, steps, synced, clock} = setUp();
    const started = manager.start();
    await clock.advance(0);
    assert.deepEqual(steps, ['server starts', 'source runs']);
    synced();
    await started;
    assert.deepEqual(steps.slice(2), ['synced', 'worker starts']);
  });

  it('stops in reverse, the servers last', async () => {
    const {manager, steps, synced} = setUp();
    const started = manager.start();
    synced();
    await started;
    steps.length = 0;
    await manager.stop();
    assert.deepEqual(steps, ['worker stops', 'source ends', 'server stops']);
  });

  it('says what is missing from the beginning to the end', async () => {
    const {manager, synced, setProblem, clock} = setUp();
    assert.deepEqual(manager.missing(), ['not started yet']);
    const started = manager.start();
    await clock.advance(0);
    assert.deepEqual(manager.missing(), ['watching deployments: the first list is not complete']);
    synced();
    await started;
    assert.deepEqual(manager.missing(), []);
    setProblem('watching deployments: 403 forbidden');
    assert.deepEqual(manager.missing(), ['watching deployments: 403 forbidden']);
    await manager.stop();
    assert.deepEqual(manager.missing(), ['stopping']);
  });

  it('is not ready while the first decisions are prepared', async () => {
    const prepared = Promise.withResolvers<void>();
    const {manager, synced, clock} = setUp({onSynced: async () => prepared.promise});
    const started = manager.start();
    synced();
    await clock.advance(0);
    assert.deepEqual(manager.missing(), ['preparing the first reconciles']);
    prepared.resolve();
    await started;
  });

  it('can be stopped while it waits for the first lists, and then starts no worker', async () => {
    const {manager, steps, clock} = setUp();
    const started = manager.start();
    await clock.advance(0);
    await manager.stop();
    await started;
    assert.ok(!steps.includes('worker starts'));
  });

  it('does not wait longer than ten seconds for a worker that hangs', async () => {
    const {manager, steps, synced, clock, log} = setUp({worker: {stop: async () => new Promise(() => undefined)}});
    const started = manager.start();
    synced();
    await started;
    const stopped = manager.stop();
    await clock.advance(10_000);
    await stopped;
    assert.equal(steps.at(-1), 'server stops');
    assert.deepEqual(log.messages('warn'), ['stopped before all work had ended']);
  });

  it('leaves no timer behind after an orderly stop', async () => {
    const {manager, synced, clock} = setUp();
    const started = manager.start();
    synced();
    await started;
    await manager.stop();
    assert.equal(clock.pending, 0);
  });

  it('stops once, however often it is asked', async () => {
    const {manager, steps, synced} = setUp();
    const started = manager.start();
    synced();
    await started;
    await Promise.all([manager.stop(), manager.stop()]);
    assert.equal(steps.filter(step => step === 'worker stops').length, 1);
  });

  it('fails to start when a server does', async () => {
    const {manager, steps} = setUp({
      server: {
        start: async () => {
          throw new Error('in use');
        },
      },
    });
    await assert.rejects(manager.start(), /in use/);
    assert.deepEqual(steps, []);
  });
});
