import type {Finding} from '../../domain/finding.ts';
import type {JsonObject} from '../../domain/json.ts';
import {mutatingPolicy, mutatingPolicyBinding} from '../cel/mutating-policy.ts';
import type {Variable} from '../cel/variable.ts';
import {blockedVariables} from './blocked-variables.ts';
import {carefulPatch, carefulVariables, isCareful} from './careful.ts';
import {gateVariables} from './gate-variables.ts';
import {governanceVariables} from './governance-variables.ts';
import {hookVariables} from './hook-variables.ts';
import {askedVariables, switchesVariable} from './injection.ts';
import {refusals} from './limits.ts';
import {podPolicyMetadata} from './names.ts';
import {podPatch} from './patch.ts';
import {podVariables} from './pod-variables.ts';
import {recordVariables} from './record-variables.ts';
import {rulesOf} from './rules.ts';
import {matchResources, POD_MATCH} from './scope.ts';
import {seatVariables} from './seat-variables.ts';
import type {PodPolicyUnit} from './unit.ts';

/** What becomes of a unit; where it is refused, its pods stay as they are, and no older policy of it must stand. */
export type Compilation =
  | {readonly type: 'Compiled'; readonly policy: JsonObject; readonly binding: JsonObject}
  | {readonly type: 'Refused'; readonly findings: readonly Finding[]};

/**
 * A MutatingAdmissionPolicy, and its binding, that does to pods what `planPod` in the domain says. It runs again after
 * webhooks have changed a pod, and has no matchConditions: what a webhook adds must be seen even where nothing was to be
 * done before. Where a webhook is asked again after that, the second run leaves alone what was injected (ADR 0023).
 */
export function compilePodPolicy(unit: PodPolicyUnit): Compilation {
  const variables = variablesOf(unit);
  const patch = isCareful(unit) ? carefulPatch(podPatch(unit.policies)) : podPatch(unit.policies);
  const findings = refusals(unit, [...variables, {name: 'patch', expression: patch}]);
  if (findings.length > 0) return {type: 'Refused', findings};
  const metadata = podPolicyMetadata(unit);
  return {
    type: 'Compiled',
    policy: mutatingPolicy({metadata, match: POD_MATCH, reinvocation: 'IfNeeded', conditions: [], variables, patch}),
    binding: mutatingPolicyBinding(metadata, matchResources(unit.scope)),
  };
}

/** Each reads only those before it. */
function variablesOf(unit: PodPolicyUnit): readonly Variable[] {
  const {policies, exclusions} = unit;
  const rules = rulesOf(policies);
  return [
    ...podVariables({withNatives: policies.length > 1}),
    ...askedVariables(policies),
    ...governanceVariables(policies, rules),
    switchesVariable(policies),
    ...gateVariables(rules),
    ...hookVariables(rules),
    ...seatVariables(rules),
    ...recordVariables(),
    ...blockedVariables(policies, exclusions),
    ...(isCareful(unit) ? carefulVariables() : []),
  ];
}
