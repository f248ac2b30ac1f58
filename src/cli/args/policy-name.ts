import type {Policy} from '../../domain/policy.ts';

/** Names one policy; no namespace for a ClusterSidecarPolicy. */
export interface PolicyName {
  readonly kind: Policy['kind'];
  readonly namespace?: string;
  readonly name: string;
}

const KINDS: Readonly<Record<string, Policy['kind']>> = {
  scp: 'SidecarPolicy',
  sidecarpolicy: 'SidecarPolicy',
  sidecarpolicies: 'SidecarPolicy',
  cscp: 'ClusterSidecarPolicy',
  clustersidecarpolicy: 'ClusterSidecarPolicy',
  clustersidecarpolicies: 'ClusterSidecarPolicy',
};

/**
 * `name`, `namespace/name` as `outrigger status` has it, or with the kind in front as kubectl takes it:
 * `scp/name`, `scp/namespace/name`, `cscp/name`.
 * @param namespace of a word that names none
 * @returns undefined: it is no such word
 */
export function policyNameFrom(word: string, namespace: string): PolicyName | undefined {
  const parts = word.split('/');
  const [first = ''] = parts;
  const kind = parts.length > 1 ? KINDS[first.toLowerCase()] : undefined;
  const rest = kind === undefined ? parts : parts.slice(1);
  if (rest.includes('')) return undefined;
  const [a = '', b] = rest;
  if (kind === 'ClusterSidecarPolicy') return rest.length === 1 ? {kind, name: a} : undefined;
  if (rest.length > 2) return undefined;
  const [inside, name] = b === undefined ? [namespace, a] : [a, b];
  return {kind: 'SidecarPolicy', namespace: inside, name};
}

/** For a word that names no policy. */
export function noPolicyName(word: string): string {
  return `"${word}" is not the name of a policy: NAME, NAMESPACE/NAME or, of a ClusterSidecarPolicy, cscp/NAME.`;
}

/** `SidecarPolicy shop/shop`, `ClusterSidecarPolicy all`. */
export function policyTitle({kind, namespace, name}: PolicyName): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
