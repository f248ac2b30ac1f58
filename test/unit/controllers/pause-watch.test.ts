import assert from 'node:assert/strict';
import {PauseWatch} from '../../../src/controllers/policy/pause-watch.ts';
import {policyWith} from './policy-fixture.ts';

describe('the watch over pauses', () => {
  const signal = new AbortController().signal;
  let watch: PauseWatch;
  let paused: boolean;
  let told: string[];
  let sweeps: number;

  beforeEach(() => {
    paused = true;
    told = [];
    sweeps = 0;
    watch = new PauseWatch({
      pauses: {pauseOf: () => (paused ? {since: '2026-01-01T00:00:00Z'} : undefined)},
      sweep: {again: async () => Promise.resolve(void sweeps++)},
      announcer: {paused: () => told.push('paused'), resumed: () => told.push('resumed')},
    });
  });

  it('tells once that a policy has stopped and that it goes on, and looks at its workloads again', async () => {
    for (let time = 0; time < 2; time++) await watch.look(policyWith({}), signal);
    paused = false;
    for (let time = 0; time < 2; time++) await watch.look(policyWith({}), signal);
    assert.deepEqual(told, ['paused', 'resumed']);
    assert.equal(sweeps, 1);
  });

  it('does not say that a policy goes on before it does', async () => {
    await watch.look(policyWith({}), signal);
    paused = false;
    await watch.look(policyWith({suspend: true}), signal);
    await watch.look(policyWith({}, {mode: 'Audit'}), signal);
    assert.deepEqual(told, ['paused']);
    await watch.look(policyWith({}), signal);
    assert.deepEqual(told, ['paused', 'resumed']);
  });

  it('does not say that a policy stops that does nothing', async () => {
    await watch.look(policyWith({suspend: true}), signal);
    await watch.look(policyWith({}, {mode: 'Audit'}), signal);
    paused = false;
    await watch.look(policyWith({}), signal);
    assert.deepEqual(told, []);
  });

  it('forgets a policy that is gone: another one of its name has not stopped before', async () => {
    await watch.look(policyWith({}), signal);
    watch.forget('shop/shop');
    paused = false;
    await watch.look(policyWith({}), signal);
    paused = true;
    await watch.look(policyWith({}), signal);
    assert.deepEqual(told, ['paused', 'paused']);
  });
});
