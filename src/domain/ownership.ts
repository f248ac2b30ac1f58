import {LAST_APPLIED_ANNOTATION} from '../api/constants.ts';
import type {ContainerList} from './containers.ts';
import {isObject, objectAt, objectsAt, stringAt, stringMapAt, type JsonObject} from './json.ts';
import {annotationsOf, podSpecKeys, type Workload, type WorkloadKind} from './workload.ts';

/** Who will apply an object again from a manifest kept elsewhere, and what shows it (for messages). */
export interface DeclarativeOwner {
  readonly tool: string;
  readonly evidence: string;
}

/**
 * Marks that the tools leave, the most telling first. `app.kubernetes.io/instance` is none: Helm charts, Argo CD and
 * people all write it.
 */
const MARKS: readonly {readonly tool: string; readonly on: 'label' | 'annotation'; readonly key: string}[] = [
  {tool: 'Argo CD', on: 'annotation', key: 'argocd.argoproj.io/tracking-id'},
  {tool: 'Argo CD', on: 'label', key: 'argocd.argoproj.io/instance'},
  {tool: 'Flux', on: 'label', key: 'kustomize.toolkit.fluxcd.io/name'},
  {tool: 'Flux', on: 'label', key: 'helm.toolkit.fluxcd.io/name'},
  {tool: 'Helm', on: 'annotation', key: 'meta.helm.sh/release-name'},
  {tool: 'kubectl apply', on: 'annotation', key: LAST_APPLIED_ANNOTATION},
];

/**
 * The tool that will apply this object again and so bring the given containers back into `containers`.
 * @param containers names of the containers that would be moved, or have been
 */
export function declarativeOwner(workload: Workload, containers: readonly string[]): DeclarativeOwner | undefined {
  const labels = stringMapAt(workload.metadata, 'labels');
  const annotations = annotationsOf(workload);
  const mark = MARKS.find(({on, key}) => Object.hasOwn(on === 'label' ? labels : annotations, key));
  if (mark !== undefined) return {tool: mark.tool, evidence: `${mark.on} ${mark.key}`};
  if (labels['app.kubernetes.io/managed-by'] === 'Helm') {
    return {tool: 'Helm', evidence: 'label app.kubernetes.io/managed-by: Helm'};
  }
  const manager = containers.flatMap(name => applyManagersOf(workload, name))[0];
  return manager === undefined ? undefined : {tool: manager, evidence: `server-side apply by ${manager}`};
}

/** The field managers of server-side apply that own a container of the pod template (metadata.managedFields). */
export function applyManagersOf(workload: Workload, container: string): readonly string[] {
  const managers = appliersOf(workload)
    .filter(entry => ownedOf(entry, workload, {list: 'containers', name: container}) !== undefined)
    .map(entry => stringAt(entry, 'manager') ?? '');
  return [...new Set(managers)].filter(manager => manager !== '');
}

/** The entries of server-side appliers in managedFields. */
export function appliersOf({metadata}: Workload): readonly JsonObject[] {
  return objectsAt(metadata, 'managedFields').filter(entry => entry['operation'] === 'Apply');
}

/** A container of the pod template. */
interface Owned {
  readonly list: ContainerList;
  readonly name: string;
}

/** What an entry of managedFields owns of one container (`f:image` …); undefined: not the container. */
export function ownedOf(entry: JsonObject, {kind}: Workload, {list, name}: Owned): JsonObject | undefined {
  const lists = objectAt(entry, 'fieldsV1', ...[...podSpecKeys(kind), list].map(key => `f:${key}`));
  const key = `k:${JSON.stringify({name})}`;
  return Object.hasOwn(lists, key) ? objectAt(lists, key) : undefined;
}

/** Whether the manifest that is applied declares the container native by now: then it is no longer Outrigger's to undo. */
export function declaresNative(workload: Workload, container: string): boolean {
  if (isAppliedAsNative(workload, container)) return true;
  const spec = objectAt(lastApplied(workload), ...podSpecKeys(workload.kind));
  return objectsAt(spec, 'initContainers').some(one => one['name'] === container && one['restartPolicy'] === 'Always');
}

/** Who applies but a setting of a native sidecar owns it too; the restartPolicy is in manifests that declare it. */
export function isAppliedAsNative(workload: Workload, container: string): boolean {
  const owned = appliersOf(workload).map(entry => ownedOf(entry, workload, {list: 'initContainers', name: container}));
  return owned.some(fields => fields !== undefined && Object.hasOwn(fields, 'f:restartPolicy'));
}

/**
 * The last-applied annotation with nothing in it but what is read here: a whole manifest need not be kept for it.
 * @returns text that is read like the whole one, and much shorter
 */
export function reduceLastApplied(kind: WorkloadKind, text: string): string {
  const natives = objectsAt(parse(text), ...podSpecKeys(kind), 'initContainers')
    .filter(one => one['restartPolicy'] === 'Always')
    .map(({name, restartPolicy}) => ({name, restartPolicy}));
  const spec: JsonObject = natives.length === 0 ? {} : {initContainers: natives};
  return JSON.stringify(podSpecKeys(kind).reduceRight<JsonObject>((inner, key) => ({[key]: inner}), spec));
}

/** Whether a controller (an operator's, a ReplicaSet's) owns the object and would write it back. */
export function hasController(workload: Workload): boolean {
  return objectsAt(workload.metadata, 'ownerReferences').some(owner => owner['controller'] === true);
}

/** The last applied manifest; empty where there is none that can be read. */
export function lastApplied(workload: Workload): JsonObject {
  return parse(annotationsOf(workload)[LAST_APPLIED_ANNOTATION] ?? '{}');
}

function parse(text: string): JsonObject {
  try {
    const applied: unknown = JSON.parse(text);
    return isObject(applied) ? applied : {};
  } catch {
    return {};
  }
}
