import {CLUSTER_PODS, COMPILED_LABEL, podPolicyName} from '../../admission/pods/names.ts';
import {objectsAt, stringAt, stringMapAt, stringsAt, type JsonObject} from '../../domain/json.ts';
import {NAMESPACE_NAME_LABEL} from '../../domain/target.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Reader} from './reader.ts';

/** Whether the API server converts pods of a namespace when they are created: a pod policy is bound to it. */
export async function readPodAdmission(reader: Pick<Reader, 'list'>): Promise<(namespace: string) => boolean> {
  const take = (object: JsonObject): JsonObject | undefined => (isCompiled(object) ? object : undefined);
  const listing = await reader.list(RESOURCES.MutatingAdmissionPolicyBinding, {take});
  const bindings = listing.type === 'Read' ? listing.objects : [];
  const names = new Set(bindings.map(nameOf));
  const cluster = bindings.find(binding => nameOf(binding) === CLUSTER_PODS);
  return namespace =>
    names.has(podPolicyName({type: 'Namespace', namespace})) ||
    (cluster !== undefined && !leftOut(cluster).includes(namespace));
}

function isCompiled(object: JsonObject): boolean {
  return stringMapAt(object, 'metadata', 'labels')[COMPILED_LABEL] === 'pods';
}

/** Namespaces that have a pod policy of their own, or were to have one that converts nothing. */
function leftOut(binding: JsonObject): readonly string[] {
  return objectsAt(binding, 'spec', 'matchResources', 'namespaceSelector', 'matchExpressions')
    .filter(({key, operator}) => key === NAMESPACE_NAME_LABEL && operator === 'NotIn')
    .flatMap(one => stringsAt(one, 'values'));
}

function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}
