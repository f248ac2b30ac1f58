import assert from 'node:assert/strict';
import {PolicyController, type PolicyControllerOptions} from '../../../src/controllers/policy/policy-controller.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {ENFORCED, run} from './policy-fixture.ts';

describe('the controller of policies', () => {
  let done: string[];
  let controller: PolicyController;
  let ensure: () => unknown;

  beforeEach(() => {
    done = [];
    ensure = () => ({type: 'Refused', message: 'no', seconds: 30});
    const note = (what: string) => (): undefined => void done.push(what);
    const parts = {
      state: {policy: (key: string) => (key === ENFORCED.key ? ENFORCED : undefined)},
      ledger: {removePolicy: note('ledger')},
      jobs: {removePolicy: note('jobs')},
      slots: {forgetPolicy: note('slots')},
      pauses: {forget: note('pauses')},
      sweep: {ifChanged: note('sweep'), afterRemoval: note('afterRemoval')},
      finalizer: {ensure: () => ensure(), forget: note('finalizer')},
      departure: {forget: note('departure')},
      restartGate: {note: () => 0, forget: note('restartGate')},
      pauseWatch: {look: note('look'), forget: note('pauseWatch')},
      status: {write: () => (note('status')(), 4), forget: note('forgetStatus')},
      metrics: {publish: note('metrics'), remove: note('removeMetrics')},
      learnNodes: () => undefined,
    };
    controller = new PolicyController(parts as unknown as PolicyControllerOptions);
  });

  it('goes on without the finalizer: what is found is in the status and the metrics all the same', async () => {
    assert.deepEqual(await controller.reconcile(ENFORCED.key, run()), {type: 'After', seconds: 4});
    assert.deepEqual(done, ['sweep', 'look', 'metrics', 'status']);
  });

  it('goes on while the finalizer cannot be written, and says so as if nothing else had been done', async () => {
    const error = new ApiError(500, {message: 'no webhook'});
    ensure = () => Promise.reject(error);
    assert.deepEqual(await controller.reconcile(ENFORCED.key, run()), {type: 'Failed', error, seconds: 4});
    assert.deepEqual(done, ['sweep', 'look', 'metrics', 'status']);
  });

  it('forgets a policy that is gone everywhere', async () => {
    await controller.reconcile('shop/gone', run());
    for (const part of ['pauseWatch', 'finalizer', 'departure', 'restartGate', 'slots'])
      assert.ok(done.includes(part), part);
  });
});
