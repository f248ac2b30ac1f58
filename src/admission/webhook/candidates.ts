import {injectablesOf} from '../../domain/injected.ts';
import type {Policy} from '../../domain/policy.ts';
import {allOf, anyOf} from '../cel/logic.ts';
import {celPattern, celString} from '../cel/text.ts';
import {matchesAnyGlob, matchesAnyImage} from '../pods/globs.ts';
import {matchCost} from '../pods/match-cost.ts';
import {rulesOf, type UnitRule} from '../pods/rules.ts';
import {unitsOf} from '../pods/units.ts';

/** Of all conditions on one request, in units of cost (apiserver pkg/apis/cel, RuntimeCELCostBudgetMatchConditions). */
const DEAREST = 2_500_000;
/** In characters; an expression may have 100,000 (apiserver pkg/apis/admissionregistration/validation). */
const LONGEST = 50_000;
/** Beyond these it would be too long in any case. */
const MOST_NAMESPACES = 1500;

/** The texts of a container `c` in a pod, where an image need not be there yet. */
const TEXTS = {
  image: "(has(c.image) ? c.image : '')",
  repository: `(has(c.image) ? c.image.find(${celPattern('^([^@]*/)?[^:@/]*')}) : '')`,
};

/**
 * A CEL expression that holds for every pod that a policy may want to convert, and for as few others as can be told
 * cheaply: only of these the API server asks the webhook. A policy whose rules an injector's sidecar could match wants to
 * hear of every pod, since what will be added is not in it yet.
 * @returns `false` where no policy converts pods
 */
export function podCandidates(policies: readonly Policy[]): string {
  const active = policies.filter(({suspend}) => !suspend);
  if (new Set(active.map(({namespace}) => namespace)).size > MOST_NAMESPACES) return 'true';
  const exact = expressionOf(active, candidatesOf);
  if (exact.length <= LONGEST) return exact;
  const byNamespace = expressionOf(active, () => 'true');
  return byNamespace.length <= LONGEST ? byNamespace : 'true';
}

function expressionOf(policies: readonly Policy[], candidates: (policies: readonly Policy[]) => string): string {
  const units = unitsOf(policies, []).map(({scope, policies}) => {
    if (scope.type === 'Namespace')
      return allOf([`request.namespace == ${celString(scope.namespace)}`, candidates(policies)]);
    const other = `!(request.namespace in [${scope.except.map(celString).join(', ')}])`;
    return allOf([...(scope.except.length === 0 ? [] : [other]), candidates(policies)]);
  });
  return anyOf(units);
}

function candidatesOf(policies: readonly Policy[]): string {
  const rules = rulesOf(policies);
  const isOpen = policies.some(({sidecars}) => injectablesOf(sidecars).length > 0);
  if (isOpen || matchCost(rules) > DEAREST) return 'true';
  const condition = anyOf(rules.map(mayMatch));
  return condition === 'true' || condition === 'false' ? condition : `object.spec.containers.exists(c, ${condition})`;
}

/** Whether a rule could match a container `c`, by its name and image alone. */
function mayMatch({rule, profile}: UnitRule): string {
  if (rule.match === undefined) {
    if (profile === undefined) return 'false';
    return anyOf([matchesAnyGlob(profile.names, 'c.name'), matchesAnyImage(profile.images, TEXTS)]);
  }
  const {names, images} = rule.match;
  if (names.length + images.length === 0) return 'false';
  return allOf([
    ...(names.length > 0 ? [matchesAnyGlob(names, 'c.name')] : []),
    ...(images.length > 0 ? [matchesAnyImage(images, TEXTS)] : []),
  ]);
}
