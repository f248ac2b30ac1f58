import type {JsonObject} from './json.ts';

/** Major and minor version of an API server, e.g. `{major: 1, minor: 36}`. */
export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
}

/** What of a Node decides whether native sidecars work on it. */
export interface NodeFacts {
  readonly name: string;
  /** `status.nodeInfo.kubeletVersion`, e.g. `v1.29.3-gke.1`. */
  readonly kubeletVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `spec.taints` entries, raw: `{key, value?, effect}`. */
  readonly taints: readonly JsonObject[];
}

/** A Service or NetworkPolicy of the workload's namespace that names container ports. */
export interface PortReference {
  readonly kind: 'Service' | 'NetworkPolicy';
  readonly name: string;
  /** A Service's `spec.selector` as matchLabels, a NetworkPolicy's `spec.podSelector`: a LabelSelector, raw. */
  readonly selector: JsonObject;
  /** The port names that it uses. */
  readonly ports: readonly string[];
}

/** What the cluster adds to the decision; everything that is not known is absent, never guessed. */
export interface Facts {
  readonly server?: ServerVersion;
  /** Absent: nodes are not known (offline, or no permission); checks then say `NodesUnknown`. */
  readonly nodes?: readonly NodeFacts[];
  /** Of the workload's namespace. */
  readonly portReferences: readonly PortReference[];
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** Which conversions admission can do or keep on this cluster. */
  readonly admission: {readonly pods: boolean; readonly templates: boolean};
}

export const NO_FACTS: Facts = {portReferences: [], namespaceLabels: {}, admission: {pods: false, templates: false}};
