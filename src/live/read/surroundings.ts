import {isKept} from '../../admission/keep/is-kept.ts';
import {KEEP_POLICY} from '../../admission/keep/keep-policy.ts';
import {factsFrom} from '../../domain/facts-from.ts';
import type {Facts, ServerVersion} from '../../domain/facts.ts';
import {stringAt, stringMapAt, type JsonObject} from '../../domain/json.ts';
import {nodeFactsOf} from '../../domain/surroundings/node-facts.ts';
import {isNodeReady} from '../../domain/surroundings/node-ready.ts';
import {RESOURCES, type Resource} from '../../kube/resources.ts';
import type {Scope} from '../scope.ts';
import {readPodAdmission} from './pod-admission.ts';
import type {Reader} from './reader.ts';
import type {Served} from './served.ts';

/** What stands around the workloads. */
export interface Surroundings {
  /** Of one namespace. */
  readonly factsOf: (namespace: string) => Facts;
  /** True as well where nodes may not be looked at, or the pod has none. */
  readonly nodeIsWell: (name: string) => boolean;
  /** By name, of the namespaces that could be read. */
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** In the version that the cluster prefers; what is in no group of its is not asked for. */
const IN_GROUPS: readonly Omit<Resource, 'version'>[] = [
  {kind: 'HorizontalPodAutoscaler', group: 'autoscaling', plural: 'horizontalpodautoscalers', namespaced: true},
  {kind: 'ScaledObject', group: 'keda.sh', plural: 'scaledobjects', namespaced: true},
  {kind: 'VerticalPodAutoscaler', group: 'autoscaling.k8s.io', plural: 'verticalpodautoscalers', namespaced: true},
  {kind: 'PodDisruptionBudget', group: 'policy', plural: 'poddisruptionbudgets', namespaced: true},
  {kind: 'Policy', group: 'kyverno.io', plural: 'policies', namespaced: true},
  {kind: 'ClusterPolicy', group: 'kyverno.io', plural: 'clusterpolicies', namespaced: false},
  {kind: 'ValidatingPolicy', group: 'policies.kyverno.io', plural: 'validatingpolicies', namespaced: false},
  {kind: 'ConstraintTemplate', group: 'templates.gatekeeper.sh', plural: 'constrainttemplates', namespaced: false},
  {
    kind: 'ValidatingAdmissionPolicy',
    group: 'admissionregistration.k8s.io',
    plural: 'validatingadmissionpolicies',
    namespaced: false,
  },
];

/** Kept where Prometheus is, not where they look: asked for in all namespaces. */
const EVERYWHERE: readonly Omit<Resource, 'version'>[] = [
  {kind: 'PrometheusRule', group: 'monitoring.coreos.com', plural: 'prometheusrules', namespaced: true},
];

/** Reads everything that the decision about a workload can depend on; `server`: the version to decide for. */
export async function readSurroundings(
  reader: Reader,
  {namespace}: Scope,
  {served, server}: {readonly served: Served; readonly server: ServerVersion | undefined},
): Promise<Surroundings> {
  const list = async (resource: Resource, where: string | undefined): Promise<readonly JsonObject[] | undefined> => {
    const listing = await reader.list(resource, {namespace: where, take: object => object});
    return listing.type === 'Read' ? listing.objects : undefined;
  };
  const [kept, admits, nodes, namespaces, ...others] = await Promise.all([
    readKept(reader, server),
    hasMutatingPolicies(server) ? readPodAdmission(reader) : () => false,
    list(RESOURCES.Node, undefined),
    readNamespaces(reader, namespace),
    list(RESOURCES.Service, namespace),
    list(RESOURCES.NetworkPolicy, namespace),
    ...servedOf(IN_GROUPS, served).map(async resource => list(resource, namespace)),
    ...servedOf(EVERYWHERE, served).map(async resource => list(resource, undefined)),
  ]);
  const objects = [...namespaces, ...others.flatMap(each => each ?? [])];
  return {
    factsOf: factsBy(objects, {nodes: nodes?.map(nodeFactsOf), server, kept, admits}),
    nodeIsWell: wellness(nodes),
    namespaceLabels: new Map(namespaces.map(each => [nameOf(each), stringMapAt(each, 'metadata', 'labels')])),
  };
}

function servedOf(kinds: readonly Omit<Resource, 'version'>[], served: Served): readonly Resource[] {
  return kinds.flatMap(kind => {
    const version = served?.get(kind.group);
    return version === undefined ? [] : [{...kind, version}];
  });
}

async function readNamespaces(reader: Reader, namespace: string | undefined): Promise<readonly JsonObject[]> {
  if (namespace !== undefined) {
    const got = await reader.get(RESOURCES.Namespace, {name: namespace});
    return got.type === 'Read' ? [got.object] : [];
  }
  const listing = await reader.list(RESOURCES.Namespace, {take: object => object});
  return listing.type === 'Read' ? listing.objects : [];
}

/** Whether the keep policy is there; before 1.36 it cannot be. */
async function readKept(reader: Reader, server: ServerVersion | undefined): Promise<boolean> {
  if (!hasMutatingPolicies(server)) return false;
  const kinds = [RESOURCES.MutatingAdmissionPolicy, RESOURCES.MutatingAdmissionPolicyBinding];
  const [policy, binding] = await Promise.all(kinds.map(async kind => reader.get(kind, {name: KEEP_POLICY})));
  return isKept(objectOf(policy), objectOf(binding));
}

function hasMutatingPolicies(server: ServerVersion | undefined): boolean {
  return server !== undefined && !(server.major === 1 && server.minor < 36);
}

function objectOf(got: Awaited<ReturnType<Reader['get']>> | undefined): JsonObject | undefined {
  return got?.type === 'Read' ? got.object : undefined;
}

interface Known {
  readonly nodes: Facts['nodes'] | undefined;
  readonly server: ServerVersion | undefined;
  readonly kept: boolean;
  readonly admits: (namespace: string) => boolean;
}

/** By namespace, so that not every object is looked at for every namespace. */
function factsBy(objects: readonly JsonObject[], {nodes, server, kept, admits}: Known): (namespace: string) => Facts {
  const placed = Map.groupBy(objects, placeOf);
  const anywhere = placed.get('') ?? [];
  return namespace => ({
    ...factsFrom([...anywhere, ...(placed.get(namespace) ?? [])], namespace),
    ...(nodes === undefined ? {} : {nodes}),
    ...(server === undefined ? {} : {server}),
    admission: {pods: admits(namespace), templates: kept},
  });
}

/** The namespace for which an object counts; empty: for any. */
function placeOf(object: JsonObject): string {
  const everywhere = EVERYWHERE.some(({kind}) => kind === object['kind']);
  return everywhere
    ? ''
    : object['kind'] === 'Namespace'
      ? nameOf(object)
      : (stringAt(object, 'metadata', 'namespace') ?? '');
}

function wellness(nodes: readonly JsonObject[] | undefined): (name: string) => boolean {
  if (nodes === undefined) return () => true;
  const ready = new Set(nodes.filter(isNodeReady).map(nameOf));
  return name => name === '' || ready.has(name);
}

function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}
