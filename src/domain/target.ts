import {PROTECTED_NAMESPACES, SKIP_LABEL} from '../api/constants.ts';
import type {Facts} from './facts.ts';
import {objectsAt, stringAt, stringMapAt, stringsAt, type JsonObject} from './json.ts';
import {matchesSelector} from './labels.ts';
import type {Policy} from './policy.ts';
import type {Workload} from './workload.ts';

/** Every namespace has this label, with its own name (API server, since 1.21). */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Whether a policy's target takes in a workload: kind, namespace, and the labels of the pod template. */
export function matchesTarget(workload: Workload, policy: Policy, facts: Facts): boolean {
  if (!policy.target.kinds.includes(workload.kind)) return false;
  if (!matchesNamespace(stringAt(workload.metadata, 'namespace') ?? '', policy, facts)) return false;
  return matchesSelector(policy.target.selector, stringMapAt(workload.template.metadata, 'labels'));
}

/** Where the label that leaves a workload alone was found; undefined: nowhere. */
export function skipLabel(
  workload: Workload,
  facts: Pick<Facts, 'namespaceLabels'>,
): 'namespace' | 'workload' | 'template' | undefined {
  if (skips(facts.namespaceLabels)) return 'namespace';
  if (skips(stringMapAt(workload.metadata, 'labels'))) return 'workload';
  return skips(stringMapAt(workload.template.metadata, 'labels')) ? 'template' : undefined;
}

function matchesNamespace(namespace: string, policy: Policy, facts: Facts): boolean {
  if (policy.kind === 'SidecarPolicy') return policy.namespace === namespace;
  const selector = policy.target.namespaceSelector;
  if (selector === undefined) return false;
  if (isProtected(namespace) && !namesNamespace(selector, namespace)) return false;
  return matchesSelector(selector, {...facts.namespaceLabels, [NAMESPACE_NAME_LABEL]: namespace});
}

function isProtected(namespace: string): boolean {
  return PROTECTED_NAMESPACES.some(name => name === namespace);
}

/** Whether a selector names the namespace itself; one that merely takes it in (`{}`, NotIn) does not. */
export function namesNamespace(selector: JsonObject, namespace: string): boolean {
  if (stringMapAt(selector, 'matchLabels')[NAMESPACE_NAME_LABEL] === namespace) return true;
  return objectsAt(selector, 'matchExpressions').some(
    one =>
      one['key'] === NAMESPACE_NAME_LABEL && one['operator'] === 'In' && stringsAt(one, 'values').includes(namespace),
  );
}

function skips(labels: Readonly<Record<string, string>>): boolean {
  return labels[SKIP_LABEL] === 'true';
}
