import {GROUP} from '../../api/constants.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import type {PolicyMetadata} from '../cel/mutating-policy.ts';
import type {PodPolicyScope, PodPolicyUnit} from './unit.ts';

/** By this label, with the value `pods`, every pod policy and binding is found that Outrigger has compiled. */
export const COMPILED_LABEL = `${GROUP}/compiled`;
/** Selects those. */
export const COMPILED_SELECTOR = `${COMPILED_LABEL}=pods`;
/** Which policies, in which generation; for people, and for `compiledFrom`. */
export const COMPILED_FROM_ANNOTATION = `${GROUP}/compiled-from`;

/** Name of the one that is compiled from ClusterSidecarPolicies alone. */
export const CLUSTER_PODS = 'outrigger.pods';

/** Of a namespace `outrigger.<namespace>.pods`, of the cluster `outrigger.pods`: no namespace has a dot, so they differ. */
export function podPolicyName(scope: PodPolicyScope): string {
  return scope.type === 'Namespace' ? `outrigger.${scope.namespace}.pods` : CLUSTER_PODS;
}

export function podPolicyMetadata({scope, policies}: PodPolicyUnit): PolicyMetadata {
  const name = podPolicyName(scope);
  const from = policies.map(policy => `${versionOf(policy)}${policy.suspend ? ' suspended' : ''}`);
  return {
    name,
    labels: {
      'app.kubernetes.io/name': 'outrigger',
      'app.kubernetes.io/component': 'admission',
      [COMPILED_LABEL]: 'pods',
    },
    annotations: {[COMPILED_FROM_ANNOTATION]: from.join(SEPARATOR)},
  };
}

/** Whether the name is that of a pod policy which an operator writes that follows this namespace; undefined: all. */
export function isPodPolicyOf(name: string, namespace: string | undefined): boolean {
  return namespace === undefined || name === podPolicyName({type: 'Namespace', namespace});
}

/** Whether a stored pod policy or binding was compiled from this generation of the policy, which converts pods. */
export function isCompiledFrom(compiled: JsonObject, policy: Policy): boolean {
  return compiledFrom(compiled).includes(versionOf(policy));
}

/** What a stored pod policy or binding was compiled from, e.g. `SidecarPolicy shop/shop generation 3 suspended`. */
export function compiledFrom(compiled: JsonObject): readonly string[] {
  return (stringAt(compiled, 'metadata', 'annotations', COMPILED_FROM_ANNOTATION) ?? '').split(SEPARATOR);
}

const SEPARATOR = ', ';

function versionOf({kind, key, generation}: Policy): string {
  return `${kind} ${key} generation ${generation}`;
}
