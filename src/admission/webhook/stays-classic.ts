import type {Facts} from '../../domain/facts.ts';
import {governingPolicy} from '../../domain/governance.ts';
import {failedMark} from '../../domain/pace/failed-mark.ts';
import {plan} from '../../domain/plan.ts';
import type {Policy} from '../../domain/policy.ts';
import {skipLabel} from '../../domain/target.ts';
import type {Workload} from '../../domain/workload.ts';

/**
 * Whether the pods of a workload must stay as they are although a rule matches, for reasons that a pod does not show: the
 * workload has the skip label, is blocked, has failed before, or is converted in its stored template. Pod policies have
 * these as exclusions.
 */
export function staysClassic(workload: Workload, policies: readonly Policy[], facts: Facts): boolean {
  if (skipLabel(workload, facts) !== undefined) return true;
  const policy = governingPolicy(workload, policies, facts);
  if (policy === undefined) return false;
  if (failedMark(workload, policy) !== undefined) return true;
  const decision = plan(workload, policy, facts);
  if (decision.type === 'Blocked') return true;
  return (decision.type === 'Convert' || decision.type === 'Delegate') && decision.conversion.delivery === 'Template';
}
