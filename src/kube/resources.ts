import {GROUP, VERSION} from '../api/constants.ts';

/** A kind of object and where the API server keeps it. */
export interface Resource {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Names one object; no namespace for cluster-scoped kinds. */
export interface ObjectName {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Every kind that Outrigger reads or writes. */
export const RESOURCES = {
  Deployment: {kind: 'Deployment', group: 'apps', version: 'v1', plural: 'deployments', namespaced: true},
  StatefulSet: {kind: 'StatefulSet', group: 'apps', version: 'v1', plural: 'statefulsets', namespaced: true},
  DaemonSet: {kind: 'DaemonSet', group: 'apps', version: 'v1', plural: 'daemonsets', namespaced: true},
  ReplicaSet: {kind: 'ReplicaSet', group: 'apps', version: 'v1', plural: 'replicasets', namespaced: true},
  CronJob: {kind: 'CronJob', group: 'batch', version: 'v1', plural: 'cronjobs', namespaced: true},
  Job: {kind: 'Job', group: 'batch', version: 'v1', plural: 'jobs', namespaced: true},
  Pod: {kind: 'Pod', group: '', version: 'v1', plural: 'pods', namespaced: true},
  Service: {kind: 'Service', group: '', version: 'v1', plural: 'services', namespaced: true},
  NetworkPolicy: {
    kind: 'NetworkPolicy',
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'networkpolicies',
    namespaced: true,
  },
  Namespace: {kind: 'Namespace', group: '', version: 'v1', plural: 'namespaces', namespaced: false},
  Node: {kind: 'Node', group: '', version: 'v1', plural: 'nodes', namespaced: false},
  Event: {kind: 'Event', group: 'events.k8s.io', version: 'v1', plural: 'events', namespaced: true},
  Lease: {kind: 'Lease', group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true},
  MutatingAdmissionPolicy: {
    kind: 'MutatingAdmissionPolicy',
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'mutatingadmissionpolicies',
    namespaced: false,
  },
  MutatingAdmissionPolicyBinding: {
    kind: 'MutatingAdmissionPolicyBinding',
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'mutatingadmissionpolicybindings',
    namespaced: false,
  },
  MutatingWebhookConfiguration: {
    kind: 'MutatingWebhookConfiguration',
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: 'mutatingwebhookconfigurations',
    namespaced: false,
  },
  Secret: {kind: 'Secret', group: '', version: 'v1', plural: 'secrets', namespaced: true},
  SidecarPolicy: {kind: 'SidecarPolicy', group: GROUP, version: VERSION, plural: 'sidecarpolicies', namespaced: true},
  ClusterSidecarPolicy: {
    kind: 'ClusterSidecarPolicy',
    group: GROUP,
    version: VERSION,
    plural: 'clustersidecarpolicies',
    namespaced: false,
  },
} as const satisfies Record<string, Resource>;

/** `v1`, `apps/v1`. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** Path of all objects of a kind, in one namespace or (without one) in all. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const inside = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${inside}/${resource.plural}`;
}

/** Path of one object, or of its `status`, `scale` … subresource. */
export function objectPath(resource: Resource, object: ObjectName, subresource?: string): string {
  const path = `${collectionPath(resource, object.namespace)}/${encodeURIComponent(object.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}
