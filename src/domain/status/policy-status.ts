import {objectsAt, sameJson, stringAt, type JsonObject} from '../json.ts';
import type {Policy} from '../policy.ts';
import {conditionsOf} from './conditions.ts';
import type {StatusInput} from './status-input.ts';

const MAX_FINDINGS = 20;

/** The whole status of a policy. Equal input but for `now` gives an equal status: unchanged times are kept. */
export function policyStatus(input: StatusInput): JsonObject {
  const {policy, counts} = input;
  const done = counts.native + counts.converted + counts.delegated;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    observedGeneration: policy.generation,
    conditions: keepTimes(conditionsOf(input), objectsAt(policy.status, 'conditions'), input),
    workloads: {selected: total - counts.skipped, done, ...counts},
    jobs: {stuck: input.jobs.stuck, backlog: input.jobs.backlog, ...enforcedSince(policy, input.now)},
    findings: input.findings
      .slice(0, MAX_FINDINGS)
      .map(({code, severity, count, example}) => ({code, severity, count, example})),
  };
}

/** True when a status write would change something. */
export function statusDiffers(current: JsonObject, wanted: JsonObject): boolean {
  return !sameJson(current, wanted);
}

/** When Enforce of Jobs began: what ended before it is backlog (design §5). Kept while Enforce lasts. */
function enforcedSince(policy: Policy, now: string): JsonObject {
  if (policy.jobs.mode !== 'Enforce') return {};
  return {enforcedSince: stringAt(policy.status, 'jobs', 'enforcedSince') ?? now};
}

function keepTimes(
  conditions: readonly JsonObject[],
  before: readonly JsonObject[],
  {now, policy}: StatusInput,
): readonly JsonObject[] {
  return conditions.map(condition => {
    const old = before.find(each => each['type'] === condition['type']);
    const same = old?.['status'] === condition['status'];
    const lastTransitionTime = same ? (stringAt(old, 'lastTransitionTime') ?? now) : now;
    return {...condition, lastTransitionTime, observedGeneration: policy.generation};
  });
}
