import assert from 'node:assert/strict';
import {failureRules, sidecarCouldDecide} from '../../../../src/domain/jobs/failure-policy.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';

const MAINS = [{container: 'app', code: 1}];
const onConditions = {action: 'Ignore', onPodConditions: [{type: 'DisruptionTarget', status: 'True'}]};

function rule(action: string, operator: string, values: readonly number[], containerName?: string): JsonObject {
  return {action, onExitCodes: {operator, values, ...(containerName === undefined ? {} : {containerName})}};
}

interface Case {
  readonly title: string;
  readonly rules: readonly JsonObject[];
  readonly could: boolean;
}

const CASES: readonly Case[] = [
  {title: 'no rules', rules: [], could: false},
  {title: 'a rule for any container that its main does not match', rules: [rule('Ignore', 'In', [143])], could: true},
  {title: 'the same for the main alone', rules: [rule('Ignore', 'In', [143], 'app')], could: false},
  {title: 'a rule for the sidecar', rules: [rule('FailJob', 'NotIn', [0], 'log')], could: true},
  {title: 'a rule for any container that its main matches', rules: [rule('FailJob', 'In', [1])], could: false},
  {title: 'NotIn, which the main matches', rules: [rule('FailJob', 'NotIn', [42])], could: false},
  {title: 'NotIn, which the main does not match', rules: [rule('FailJob', 'NotIn', [1])], could: true},
  {
    title: 'a rule for any container after the one that the main matches',
    rules: [rule('FailJob', 'In', [1], 'app'), rule('Ignore', 'In', [143])],
    could: false,
  },
  {
    title: 'one before it',
    rules: [rule('Ignore', 'In', [143]), rule('FailJob', 'In', [1], 'app')],
    could: true,
  },
  {
    title: 'one before it with the same outcome',
    rules: [rule('FailJob', 'In', [143]), rule('FailJob', 'In', [1], 'app')],
    could: false,
  },
  {title: 'a rule that counts the pod as it is counted anyway', rules: [rule('Count', 'In', [143])], could: false},
  {title: 'rules about conditions', rules: [onConditions], could: false},
  {
    title: 'rules about conditions, then one for any container',
    rules: [onConditions, rule('FailJob', 'In', [143])],
    could: true,
  },
];

describe('sidecarCouldDecide', () => {
  for (const {title, rules, could} of CASES) {
    it(`${could ? 'yes' : 'no'}: ${title}`, () => {
      assert.equal(sidecarCouldDecide(failureRules({spec: {podFailurePolicy: {rules}}}), MAINS), could);
    });
  }

  it('does not take the 0 of a main for a match, as the Job controller does not', () => {
    const rules = failureRules({spec: {podFailurePolicy: {rules: [rule('FailJob', 'NotIn', [5])]}}});
    assert.equal(sidecarCouldDecide(rules, [...MAINS, {container: 'other', code: 0}]), false);
    assert.equal(
      sidecarCouldDecide(rules, [
        {container: 'app', code: 5},
        {container: 'other', code: 0},
      ]),
      true,
    );
  });
});
