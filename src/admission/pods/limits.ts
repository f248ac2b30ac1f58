import {finding, type Finding} from '../../domain/finding.ts';
import type {Variable} from '../cel/variable.ts';
import {excludedVariables} from './excluded-variables.ts';
import {matchCost} from './match-cost.ts';
import {rulesOf} from './rules.ts';
import type {Exclusion, PodPolicyUnit} from './unit.ts';

/** Of one expression, in code points (apiserver pkg/apis/admissionregistration/validation). */
const LONGEST_EXPRESSION = 100_000;
/** Of one expression, in units of cost (apiserver pkg/apis/cel, PerCallLimit). */
const DEAREST_EXPRESSION = 1_000_000;
/** Each is one more condition inside the one before it, and CEL parses 250 of these (cel-go parser). */
const MOST_POLICIES = 50;
/** More label sets than these are no exceptions any more; each is compared with the labels of every pod. */
const MOST_LABEL_SETS = 200;
/** A name costs a hundredth of that, but is text: so many of usual length are half of the longest expression. */
const MOST_NAMES = 1000;

/** What an admission policy cannot say or afford; empty: it can be compiled. */
export function refusals({policies, exclusions}: PodPolicyUnit, expressions: readonly Variable[]): readonly Finding[] {
  const rules = rulesOf(policies);
  return [
    ...(isTooMuch(exclusions) ? [tooManyExclusions(exclusions.length)] : []),
    ...(policies.length > MOST_POLICIES ? [tooMany(policies.length)] : []),
    ...(matchCost(rules) > DEAREST_EXPRESSION ? [tooDear(rules.length)] : []),
    ...expressions
      .filter(({name, expression}) => name !== 'excluded' && expression.length > LONGEST_EXPRESSION)
      .map(tooLong),
  ];
}

/** Long names can be too much before they are too many; that is no matter of the rules. */
function isTooMuch(exclusions: readonly Exclusion[]): boolean {
  const labelled = exclusions.filter(one => 'labels' in one).length;
  const longest = Math.max(0, ...excludedVariables(exclusions).map(({expression}) => expression.length));
  return labelled > MOST_LABEL_SETS || exclusions.length - labelled > MOST_NAMES || longest > LONGEST_EXPRESSION;
}

function tooManyExclusions(count: number): Finding {
  const message = `${count} workloads must be left out, and an admission policy here leaves out at most ${MOST_LABEL_SETS} Jobs and pods by their labels and ${MOST_NAMES} others by name: no pod is converted when it is created. Remove what blocks them, or narrow the policy's target.`;
  return finding('TooManyExclusions', message);
}

function tooMany(count: number): Finding {
  const message = `${count} policies may govern the pods of one namespace, and an admission policy here holds at most ${MOST_POLICIES}: pods cannot be converted when they are created. Join policies with the same target; one takes 32 rules.`;
  return finding('PodPolicyTooLarge', message);
}

function tooDear(count: number): Finding {
  const message = `To look for the ${count} rules in a pod with many containers costs more than the API server lets an admission policy spend, so pods cannot be converted when they are created. Use fewer rules or globs, and globs with '*' at their ends only, which cost least.`;
  return finding('PodPolicyTooLarge', message, 'spec.sidecars');
}

function tooLong({name, expression}: Variable): Finding {
  const message = `The rules together need an expression (${name}) of ${expression.length} characters, and the API server takes ${LONGEST_EXPRESSION}: pods cannot be converted when they are created. Use fewer or shorter globs.`;
  return finding('PodPolicyTooLarge', message, 'spec.sidecars');
}
