import assert from 'node:assert/strict';
import type {Ending} from '../../../../src/domain/jobs/assessment.ts';
import {enforcedSince, mayFinish} from '../../../../src/domain/jobs/enforcement.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {policy} from '../../../support/builders.ts';

const since = '2026-11-01T10:00:00Z';
const enforce = (fields: Partial<Policy> = {}): Policy =>
  policy({
    jobs: {mode: 'Enforce', waitSeconds: 10, backlog: 'Audit'},
    status: {jobs: {enforcedSince: since}},
    ...fields,
  });
const ending: Ending = {phase: 'Succeeded', exits: [], endedAt: 0, backlog: false, sidecars: ['log']};

describe('enforcedSince', () => {
  it('is what the status says, while the policy enforces', () => {
    assert.equal(enforcedSince(enforce()), Date.parse(since));
    assert.equal(enforcedSince(policy({status: {jobs: {enforcedSince: since}}})), undefined);
  });

  it('is unknown until it is written down', () => {
    for (const status of [{}, {jobs: {}}, {jobs: {enforcedSince: 'soon'}}, {jobs: {enforcedSince: 3}}]) {
      assert.equal(enforcedSince(enforce({status})), undefined);
    }
  });
});

describe('mayFinish', () => {
  it('lets an enforcing policy finish what ended since', () => assert.equal(mayFinish(enforce(), ending), true));

  it('starts nothing before the beginning of Enforce is written down', () => {
    assert.equal(mayFinish(enforce({status: {}}), ending), false);
  });

  it('starts nothing while the policy is suspended, being deleted or in Audit', () => {
    assert.equal(mayFinish(enforce({suspend: true}), ending), false);
    assert.equal(mayFinish(enforce({deleting: true}), ending), false);
    assert.equal(mayFinish(enforce({jobs: policy().jobs}), ending), false);
  });

  it('leaves the backlog alone until it is asked for', () => {
    const backlog = {...ending, backlog: true};
    assert.equal(mayFinish(enforce(), backlog), false);
    assert.equal(mayFinish(enforce({jobs: {...enforce().jobs, backlog: 'Enforce'}}), backlog), true);
  });
});
