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

/** The object whose replicas or requests an autoscaler sets: `scaleTargetRef` or `targetRef`. */
export interface ScaleTarget {
  readonly kind: string;
  readonly name: string;
}

/** An autoscaler of the workload's namespace that goes by the use of single containers. */
export interface ContainerScaler {
  readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly name: string;
  readonly target: ScaleTarget;
  /** Names of the containers whose use it reads. */
  readonly containers: readonly string[];
}

/** A VerticalPodAutoscaler of the workload's namespace that changes requests (update mode other than Off). */
export interface VerticalAutoscaler {
  readonly name: string;
  readonly target: ScaleTarget;
  /** `mode` by container name, `*` for all others; a container in none of them is managed. */
  readonly modes: Readonly<Record<string, string>>;
}

/** A Prometheus rule that reads metrics of regular containers, and may do so for the workload's namespace. */
export interface ContainerAlert {
  /** Name of the PrometheusRule, and of the alert or record in it. */
  readonly source: string;
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
}

/** An admission policy of a policy engine that reads `containers` and not `initContainers`. */
export interface BlindPolicy {
  readonly kind: string;
  readonly name: string;
}

/** A PodDisruptionBudget of the workload's namespace. */
export interface DisruptionBudget {
  readonly name: string;
  /** A LabelSelector, raw; an empty one selects all pods, none selects none. */
  readonly selector: unknown;
}

/** `data` of the ConfigMaps of the workload's namespace, by name. */
export type ConfigMaps = ReadonlyMap<string, JsonObject>;

export interface AdmissionFacts {
  /** Pods can be converted when they are created. */
  readonly pods: boolean;
  /** What is missing for that, as a part of a sentence; absent: nothing, or it is not known what. */
  readonly podsLack?: string;
  /** Conversions in stored templates are kept. */
  readonly templates: boolean;
  /** Templates are kept by the webhook alone, and so only while a replica of Outrigger answers. */
  readonly keptByWebhook?: true;
}

/**
 * What the cluster adds to the decision; everything that is not known is absent, never guessed. The fields from
 * `containerScalers` on are known to the command line, from files or a cluster; the operator does not read such
 * objects, and says nothing of them.
 */
export interface Facts {
  readonly server?: ServerVersion;
  /** Absent: nodes are not known (offline, or no permission); checks then say `NodesUnknown`. */
  readonly nodes?: readonly NodeFacts[];
  /** Of the workload's namespace. */
  readonly portReferences: readonly PortReference[];
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** Those by which injectors go; absent: none is known. */
  readonly namespaceAnnotations?: Readonly<Record<string, string>>;
  /** Which conversions admission can do or keep on this cluster. */
  readonly admission: AdmissionFacts;
  readonly containerScalers?: readonly ContainerScaler[];
  readonly verticalAutoscalers?: readonly VerticalAutoscaler[];
  readonly containerAlerts?: readonly ContainerAlert[];
  readonly blindPolicies?: readonly BlindPolicy[];
  /** Names of the MutatingWebhookConfigurations; absent: they may not be read, or nobody has asked. No decision depends on them. */
  readonly mutatingWebhooks?: readonly string[];
  /** No decision depends on them. */
  readonly disruptionBudgets?: readonly DisruptionBudget[];
  /** For the scripts in them. */
  readonly configMaps?: ConfigMaps;
}

export const NO_FACTS: Facts = {portReferences: [], namespaceLabels: {}, admission: {pods: false, templates: false}};
