import assert from 'node:assert/strict';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {Pauses} from '../../../src/controllers/pauses.ts';
import type {Outcome} from '../../../src/domain/pace/outcome.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {policy} from '../../support/builders.ts';

const AT = Date.parse('2026-01-01T00:00:00Z');
const FAILED: Outcome = {
  kind: 'Deployment',
  enforced: true,
  state: 'failed',
  message: '',
  findings: [],
  action: {type: 'None'},
};

describe('the pauses of policies', () => {
  let ledger: Ledger;
  let pauses: Pauses;
  /** Generation under which all workloads have been looked at. */
  let looked: number;

  beforeEach(() => {
    ledger = new Ledger(() => undefined);
    looked = 1;
    pauses = new Pauses({ledger, now: () => AT, isComplete: ({generation}) => generation === looked});
  });

  it('begin with the failure that the policy does not bear any more', () => {
    fail('one', 'two');
    assert.equal(pauses.pauseOf(policy()), undefined);
    fail('three');
    assert.equal(pauses.pauseOf(policy())?.since, '2026-01-01T00:00:00.000Z');
  });

  it('end when the policy is changed, although the failures from before are still counted', () => {
    fail('one', 'two', 'three');
    assert.ok(pauses.pauseOf(policy()));
    assert.equal(pauses.pauseOf(policy({generation: 2})), undefined);
    ledger.removePolicy('shop/shop');
    looked = 2;
    assert.equal(pauses.pauseOf(policy({generation: 2})), undefined);
    fail('one', 'two', 'three');
    assert.ok(pauses.pauseOf(policy({generation: 2})));
  });

  it('do not end because workloads that had failed are gone', () => {
    fail('one', 'two', 'three');
    assert.ok(pauses.pauseOf(policy()));
    ledger.removePolicy('shop/shop');
    assert.ok(pauses.pauseOf(policy()));
  });

  it('are remembered over a restart by the policy itself, for the version that was stopped', () => {
    looked = 0;
    assert.equal(pauses.pauseOf(stopped(1))?.since, '2025-12-31T00:00:00Z');
    assert.equal(pauses.pauseOf({...stopped(1), generation: 2}), undefined);
  });

  it('are remembered with the time at which they began, which is not that of the first failure', () => {
    looked = 0;
    const message =
      'stopped at 2026-01-01T10:00:00Z after putting back 3 workloads (conversion.rollout.maxFailures: 3)';
    assert.equal(pauses.pauseOf(stopped(1, message))?.since, '2026-01-01T10:00:00Z');
  });

  function fail(...names: readonly string[]): void {
    for (const name of names) ledger.set('shop/shop', `Deployment/shop/${name}`, FAILED);
  }
});

function stopped(observedGeneration: number, message = ''): Policy {
  const since = {lastTransitionTime: '2025-12-31T00:00:00Z', observedGeneration, message};
  return policy({status: {conditions: [{type: 'Degraded', status: 'True', reason: 'Paused', ...since}]}});
}
