import assert from 'node:assert/strict';
import type {Leadership} from '../../../src/runtime/leader/leadership.ts';
import {Manager, type Server, type Source, type Worker} from '../../../src/runtime/manager.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

interface Overrides {
  worker?: Partial<Worker>;
  server?: Partial<Server>;
  onSynced?: () => Promise<void>;
  leadership?: Leadership;
}

/** Parts that write down what happens to them. */
function setUp(overrides: Overrides = {}) {
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
    refresh: async () => void steps.push('source refreshes'),
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
    ...(overrides.leadership === undefined ? {} : {leadership: overrides.leadership}),
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

  it('waits for what workers have told one of them while they stopped', async () => {
    const told = Promise.withResolvers<void>();
    const {manager, steps, synced} = setUp({worker: {flushed: async () => told.promise}});
    const started = manager.start();
    synced();
    await started;
    steps.length = 0;
    const stopped = manager.stop();
    await new Promise(setImmediate);
    assert.deepEqual(steps, ['worker stops', 'source ends']);
    told.resolve();
    await stopped;
    assert.equal(steps.at(-1), 'server stops');
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

  describe('of several', () => {
    /** Waits for its turn until `elect`. */
    function election(steps: string[]) {
      const turn = Promise.withResolvers<void>();
      let problem: string | undefined;
      const leadership: Leadership = {
        waited: true,
        lead: async () => turn.promise,
        problem: () => problem,
        release: async () => {
          steps.push('released');
          turn.resolve();
        },
        abandon: () => void steps.push('abandoned'),
      };
      return {leadership, elect: turn.resolve, setProblem: (text: string) => (problem = text)};
    }

    it('only keeps its sources up to date until it leads, and is ready', async () => {
      const chosen: string[] = [];
      const {leadership, elect, setProblem} = election(chosen);
      const {manager, steps, synced, clock} = setUp({leadership});
      const started = manager.start();
      await clock.advance(0);
      assert.deepEqual(manager.missing(), ['watching deployments: the first list is not complete']);
      synced();
      await clock.advance(60_000);
      assert.deepEqual(steps, ['server starts', 'source runs']);
      assert.deepEqual(manager.missing(), []);
      setProblem('the Lease is forbidden');
      assert.deepEqual(manager.missing(), ['the Lease is forbidden']);
      elect();
      await started;
      assert.deepEqual(steps.slice(2), ['source refreshes', 'synced', 'worker starts']);
      assert.equal(clock.pending, 0);
    });

    it('gives its turn away once all work has ended', async () => {
      const {leadership, elect} = election([]);
      const {manager, steps, synced, clock} = setUp({
        leadership: {...leadership, release: async () => void steps.push('released')},
      });
      const started = manager.start();
      synced();
      elect();
      await started;
      await clock.advance(0);
      steps.length = 0;
      await manager.stop();
      assert.deepEqual(steps, ['worker stops', 'source ends', 'released', 'server stops']);
    });

    it('keeps its turn to itself when work does not end', async () => {
      const chosen: string[] = [];
      const {leadership, elect} = election(chosen);
      const {manager, synced, clock} = setUp({leadership, worker: {stop: async () => new Promise(() => undefined)}});
      const started = manager.start();
      synced();
      elect();
      await started;
      const stopped = manager.stop();
      await clock.advance(10_000);
      await stopped;
      assert.deepEqual(chosen, ['abandoned']);
    });

    it('can be stopped while it waits, and then starts no worker', async () => {
      const {leadership} = election([]);
      const {manager, steps, synced, clock} = setUp({leadership});
      const started = manager.start();
      synced();
      await clock.advance(0);
      await manager.stop();
      await started;
      assert.ok(!steps.includes('synced') && !steps.includes('worker starts'), steps.join());
    });
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
