import {byPrecedence} from '../../domain/governance.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Exclusion, PodPolicyUnit} from './unit.ts';

/**
 * What pod policies there are to be: one for each namespace with a SidecarPolicy of its own, and one for all others if
 * there is a ClusterSidecarPolicy. No pod is in two of them, and in each its policies come in the order in which
 * `governingPolicy` asks them: API servers run several admission policies in no promised order.
 */
export function unitsOf(policies: readonly Policy[], exclusions: readonly Exclusion[]): readonly PodPolicyUnit[] {
  const enforced = policies.filter(({conversion, deleting}) => conversion.mode === 'Enforce' && !deleting);
  const inOrder = enforced.toSorted(byPrecedence);
  const cluster = inOrder.filter(({namespace}) => namespace === undefined);
  const namespaces = [...new Set(inOrder.flatMap(({namespace}) => namespace ?? []))].sort();
  const own = namespaces.map((namespace): PodPolicyUnit => ({
    scope: {type: 'Namespace', namespace},
    policies: inOrder.filter(policy => (policy.namespace ?? namespace) === namespace),
    exclusions: exclusions.filter(exclusion => exclusion.namespace === namespace),
  }));
  if (cluster.length === 0) return own;
  const others = exclusions.filter(({namespace}) => !namespaces.includes(namespace));
  return [...own, {scope: {type: 'Cluster', except: namespaces}, policies: cluster, exclusions: others}];
}
