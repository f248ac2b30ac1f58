import {POLICY_ANNOTATION, PROTECTED_NAMESPACES} from '../../api/constants.ts';
import {targetsPodsOf} from '../../domain/pods/pod-policy.ts';
import type {PodKind} from '../../domain/pods/pod-kind.ts';
import type {Policy} from '../../domain/policy.ts';
import {namesNamespace} from '../../domain/target.ts';
import {allOf, firstOf, indented, type Case} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {AT_I} from './container-texts.ts';
import {injectedVariable, IS_CUSTOMIZATION} from './injection.ts';
import {matchesRule} from './matches.ts';
import type {UnitRule} from './rules.ts';
import {selects} from './selector.ts';

export const POD_KINDS: readonly PodKind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod'];

/** Which policy governs the pod, which of its rules each container, and which containers would move. */
export function governanceVariables(policies: readonly Policy[], rules: readonly UnitRule[]): readonly Variable[] {
  return [
    ...policies.flatMap((policy, index) => [
      ruleVariable(rules, index),
      injectedVariable(policy, index),
      claimsVariable(policy, index),
    ]),
    variable(
      'policy',
      'The policy that governs the pod: the one that has marked it, else the first that claims it; -1: none.',
      firstOf([...recorded(policies), ...inOrder(policies)], '-1'),
    ),
    variable(
      'rule',
      'For each container the rule that governs it; -1: a main container; -2: settings for an injector.',
      ofGoverning(policies.map((_, index) => `variables.rule${index}`)),
    ),
    variable(
      'moved',
      'The places of the containers that become native sidecars.',
      'lists.range(variables.containers.size()).filter(i, variables.rule[i] >= 0)',
    ),
  ];
}

/**
 * The rule of this policy that governs each container, by its place among all rules: the first that matches. -1: none
 * does, so it is a main container; -2: it holds settings for an injector, and is neither.
 */
function ruleVariable(rules: readonly UnitRule[], policyIndex: number): Variable {
  const cases = rules.flatMap((rule, place): readonly Case[] =>
    rule.policyIndex === policyIndex ? [[matchesRule(rule, AT_I), String(place)]] : [],
  );
  const governing = firstOf([[IS_CUSTOMIZATION, '-2'], ...cases], '-1');
  return {
    name: `rule${policyIndex}`,
    expression: `variables.considered.transformList(i, c,\n  ${indented(governing)})`,
  };
}

/** Its target takes the pod in, and a rule matches a container or what an injector will add. */
function claimsVariable(policy: Policy, policyIndex: number): Variable {
  const kinds = POD_KINDS.filter(kind => targetsPodsOf(policy, kind));
  const expression = allOf([
    `variables.kind in ${celValue(kinds)}`,
    selects(policy.target.selector, 'variables.labels'),
    policy.kind === 'SidecarPolicy' ? 'true' : selectsNamespace(policy),
    `(variables.rule${policyIndex}.exists(r, r >= 0) || variables.injected${policyIndex}.size() > 0)`,
  ]);
  return {name: `claims${policyIndex}`, expression};
}

function selectsNamespace({target}: Policy): string {
  const selector = target.namespaceSelector;
  if (selector === undefined) return 'false';
  const left = PROTECTED_NAMESPACES.filter(name => !namesNamespace(selector, name));
  return allOf([
    ...(left.length > 0 ? [`!(namespaceObject.metadata.name in ${celValue(left)})`] : []),
    selects(selector, 'variables.namespaceLabels'),
  ]);
}

/** A claim that is already recorded comes first. */
function recorded(policies: readonly Policy[]): readonly Case[] {
  if (policies.length === 1) return [];
  const mark = `variables.annotations[?${celString(POLICY_ANNOTATION)}].orValue('')`;
  return policies.map(({key}, index) => [
    allOf([`${mark} == ${celString(key)}`, `variables.claims${index}`]),
    String(index),
  ]);
}

function inOrder(policies: readonly Policy[]): readonly Case[] {
  return policies.map((_, index) => [`variables.claims${index}`, String(index)]);
}

function ofGoverning(values: readonly string[]): string {
  const cases = values.map((value, index): Case => [`variables.policy == ${index}`, value]);
  return firstOf(cases, 'variables.considered.map(c, -1)');
}
