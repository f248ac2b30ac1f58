import assert from 'node:assert/strict';
import {PolicyController, type PolicyControllerOptions} from '../../../src/controllers/policy/policy-controller.ts';
import {ENFORCED, run} from './policy-fixture.ts';

describe('the controller of policies', () => {
  let done: string[];
  let controller: PolicyController;

  beforeEach(() => {
    done = [];
    const note = (what: string) => (): undefined => void done.push(what);
    const parts = {
      state: {policy: (key: string) => (key === ENFORCED.key ? ENFORCED : undefined)},
      ledger: {removePolicy: note('ledger')},
      jobs: {removePolicy: note('jobs')},
      slots: {forgetPolicy: note('slots')},
      pauses: {forget: note('pauses')},
      sweep: {ifChanged: note('sweep'), afterRemoval: note('afterRemoval')},
      finalizer: {ensure: () => ({type: 'Refused', message: 'no'}), forget: note('finalizer')},
      departure: {forget: note('departure')},
      pauseWatch: {look: note('look'), forget: note('pauseWatch')},
      status: {write: note('status'), forget: note('forgetStatus')},
      metrics: {publish: note('metrics'), remove: note('removeMetrics')},
      learnNodes: () => undefined,
    };
    controller = new PolicyController(parts as unknown as PolicyControllerOptions);
  });

  it('goes on without the finalizer: what is found is in the status and the metrics all the same', async () => {
    assert.deepEqual(await controller.reconcile(ENFORCED.key, run()), {type: 'After', seconds: 300});
    assert.deepEqual(done, ['sweep', 'look', 'metrics', 'status']);
  });

  it('forgets a policy that is gone everywhere', async () => {
    await controller.reconcile('shop/gone', run());
    for (const part of ['pauseWatch', 'finalizer', 'departure', 'slots']) assert.ok(done.includes(part), part);
  });
});
