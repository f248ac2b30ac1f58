import {convertsPodsOf, targetsPodsOf} from '../../domain/pods/pod-policy.ts';
import type {Policy} from '../../domain/policy.ts';
import {POD_KINDS} from './governance-variables.ts';
import type {PodPolicyUnit} from './unit.ts';

/** Whether any pod would be converted by it: one of policies that all start nothing need not be there. */
export function convertsAnything({policies}: PodPolicyUnit): boolean {
  return policies.some(convertsPods);
}

/** Whether the policy converts pods of any kind when they are created. */
export function convertsPods(policy: Policy): boolean {
  return POD_KINDS.some(kind => targetsPodsOf(policy, kind) && convertsPodsOf(policy, kind));
}
