import assert from 'node:assert/strict';
import {workloadView} from '../../../src/controllers/views/workload-view.ts';
import {Refusals} from '../../../src/controllers/refusals.ts';
import {asked} from '../../../src/controllers/workload/asked.ts';
import {deployment, policy} from '../../support/builders.ts';
import {FakeClock} from '../../support/fake-clock.ts';

describe('what the API server has refused', () => {
  const view = workloadView('Deployment', deployment(), 'outrigger');
  let clock: FakeClock;
  let refusals: Refusals;

  beforeEach(() => {
    clock = new FakeClock();
    refusals = new Refusals(clock);
  });

  it('is tried again soon at first, then less and less often, and at least every five minutes', async () => {
    const waits: number[] = [];
    for (let times = 0; times < 6; times++) {
      waits.push(refusals.note(asked(view, policy()), 'no').seconds);
      await clock.advance((waits.at(-1) ?? 0) * 1000);
      assert.equal(refusals.of(asked(view, policy())), undefined);
    }
    assert.deepEqual(waits, [30, 60, 120, 240, 300, 300]);
  });

  it('is left alone until then, with the answer that was given', async () => {
    refusals.note(asked(view, policy()), 'no');
    await clock.advance(10_000);
    assert.deepEqual(refusals.of(asked(view, policy())), {message: 'no', seconds: 20});
  });

  it('is tried at once, and as for the first time, when the policy is another one', () => {
    refusals.note(asked(view, policy()), 'no');
    assert.equal(refusals.of(asked(view, policy({generation: 2}))), undefined);
    assert.equal(refusals.note(asked(view, policy({generation: 2})), 'no').seconds, 30);
  });
});
