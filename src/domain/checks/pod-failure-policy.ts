import {finding} from '../finding.ts';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput} from './check.ts';

/**
 * onExitCodes rules without containerName also look at init containers, after the app's containers
 * (pod_failure_policy.go), and a native sidecar that is stopped after the app ended exits with one of these.
 */
const STOPPED = [143, 137];

export const podFailurePolicy: Check = {
  code: 'PodFailurePolicy',
  check: input => {
    if (input.selection.candidates.length === 0) return [];
    const matching = rulesOf(input).flatMap((rule, index) => (matchesSidecar(rule) ? [index] : []));
    return matching.length === 0 ? [] : [findingFor(matching, input)];
  },
};

function rulesOf({workload}: CheckInput): readonly JsonObject[] {
  return objectsAt(workload.job, 'podFailurePolicy', 'rules');
}

function matchesSidecar(rule: JsonObject): boolean {
  const onExitCodes = objectAt(rule, 'onExitCodes');
  if ((stringAt(onExitCodes, 'containerName') ?? '') !== '') return false;
  const values = valueAt(onExitCodes, 'values');
  const listed = STOPPED.filter(code => Array.isArray(values) && values.includes(code));
  const operator = stringAt(onExitCodes, 'operator');
  return operator === 'In' ? listed.length > 0 : operator === 'NotIn' && listed.length < STOPPED.length;
}

function findingFor(indexes: readonly number[], {workload, selection}: CheckInput) {
  const main = selection.mains[0]?.name ?? 'the main container';
  const jobPath = workload.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec';
  const subject = indexes.length === 1 ? `Rule ${indexes.join('')}` : `Each of the rules ${indexes.join(', ')}`;
  return finding(
    'PodFailurePolicy',
    `${subject} of podFailurePolicy names no container, so it would also match the exit code (143 or 137) of the sidecar that is stopped once the app has ended, and a failed pod would be judged by that: set onExitCodes.containerName, for example to ${main}.`,
    `${jobPath}.podFailurePolicy.rules[${indexes[0] ?? 0}].onExitCodes`,
  );
}
