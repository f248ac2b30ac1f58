import {explanations} from '../../domain/explain/index.ts';
import {convertsPodsOf, targetsPodsOf} from '../../domain/pods/pod-policy.ts';
import type {Policy} from '../../domain/policy.ts';
import {allOf, anyOf} from '../cel/logic.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {podChecks} from './checks/index.ts';
import type {PodCheck} from './checks/pod-check.ts';
import {excludedVariables} from './excluded-variables.ts';
import {POD_KINDS} from './governance-variables.ts';
import type {Exclusion} from './unit.ts';

/** Whether the pod must stay as it is, and why. */
export function blockedVariables(policies: readonly Policy[], exclusions: readonly Exclusion[]): readonly Variable[] {
  const checks = podChecks.filter(({code}) => policies.some(policy => !acknowledges(policy, code)));
  return [
    ...excludedVariables(exclusions),
    {name: 'converts', expression: anyOf(policies.map(converts))},
    ...checks.flatMap(explained),
    {
      name: 'blocked',
      expression: `!variables.converts || variables.excluded ||
(variables.moved.size() > 0 ? ${anyOf(checks.map(check => blocks(check, policies)))} : variables.switches.size() == 0)`,
    },
  ];
}

/** With what the finding of that code is called. */
function explained({code, variables}: PodCheck): readonly Variable[] {
  const says = `${code}: ${explanations[code].title}.`;
  return variables.map((one, index) =>
    index === variables.length - 1 ? variable(one.name, says, one.expression) : one,
  );
}

function converts(policy: Policy, index: number): string {
  const targeted = POD_KINDS.filter(kind => targetsPodsOf(policy, kind));
  const kinds = targeted.filter(kind => convertsPodsOf(policy, kind));
  if (kinds.length === 0) return 'false';
  const isOfKind = kinds.length === targeted.length ? 'true' : `variables.kind in ${celValue(kinds)}`;
  return allOf([`variables.policy == ${index}`, isOfKind]);
}

function blocks({code, variables}: PodCheck, policies: readonly Policy[]): string {
  const held = policies.flatMap((policy, index) => (acknowledges(policy, code) ? [] : [index]));
  const isHeld = held.length === policies.length ? 'true' : `variables.policy in ${celValue(held)}`;
  return allOf([isHeld, `variables.${variables.at(-1)?.name ?? ''}`]);
}

function acknowledges({acknowledge}: Policy, code: PodCheck['code']): boolean {
  return acknowledge.includes(code);
}
