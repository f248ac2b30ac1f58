import {OPERATOR_NAMESPACE} from '../api/constants.ts';
import type {AdmissionFacts, Facts, NodeFacts, PortReference, ServerVersion} from '../domain/facts.ts';
import type {JobPodView} from '../domain/jobs/pod-view.ts';
import type {RolloutPod} from '../domain/pace/rollout-pod.ts';
import {heldBack, type Paused} from '../domain/pause.ts';
import type {Policy} from '../domain/policy.ts';
import {isTemplateKind, TEMPLATE_KINDS, type TemplateKind} from '../domain/template-kinds.ts';
import type {Store} from '../kube/store.ts';
import type {PodIndex} from './pod-index.ts';
import type {PodAdmission} from './pods/pod-admission.ts';
import {isWell, type NamespaceView, type NodeView, type PortView} from './views/cluster-views.ts';
import type {JobEntry} from './views/job-view.ts';
import type {PodView} from './views/pod-view.ts';
import type {PolicyView} from './views/policy-view.ts';
import type {WorkloadView} from './views/workload-view.ts';

/** The stores, each filled by its reflector. Keys are `namespace/name`, or `name`. */
export interface Stores {
  readonly policies: Store<PolicyView>;
  readonly clusterPolicies: Store<PolicyView>;
  readonly namespaces: Store<NamespaceView>;
  readonly nodes: Store<NodeView>;
  readonly services: Store<PortView>;
  readonly networkPolicies: Store<PortView>;
  readonly templates: Readonly<Record<TemplateKind, Store<WorkloadView>>>;
  readonly jobs: Store<JobEntry>;
  readonly pods: Store<PodView>;
}

/** What is asked for, or comes together. */
interface Learned {
  readonly server?: ServerVersion;
  readonly nodes?: readonly NodeFacts[] | undefined;
  readonly kept?: boolean;
  readonly podAdmission?: Pick<PodAdmission, 'of'>;
  readonly webhooks?: readonly string[] | undefined;
  readonly webhook?: boolean;
}

/** The cluster as Outrigger sees it at this moment: reads only, from memory only. */
export class ClusterState {
  readonly stores: Stores;
  readonly #pods: PodIndex;
  readonly #jobsOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #portsOf: ReadonlyMap<string, ReadonlySet<PortView>>;
  #nodes: readonly NodeFacts[] | undefined;
  #server: ServerVersion | undefined;
  #kept = false;
  #podAdmission: Pick<PodAdmission, 'of'> = {of: () => ({pods: false})};
  #webhooks: readonly string[] | undefined;
  #webhook = false;
  readonly #oneNamespace: boolean;

  /** `jobsOf`: keys of Jobs by key of their CronJob; `portsOf`: by namespace. Both kept by the wiring. */
  constructor(
    stores: Stores,
    indexes: {
      readonly pods: PodIndex;
      readonly jobsOf: ReadonlyMap<string, ReadonlySet<string>>;
      readonly portsOf: ReadonlyMap<string, ReadonlySet<PortView>>;
    },
    oneNamespace: boolean,
  ) {
    this.stores = stores;
    this.#oneNamespace = oneNamespace;
    this.#pods = indexes.pods;
    this.#jobsOf = indexes.jobsOf;
    this.#portsOf = indexes.portsOf;
  }

  /**
   * To be called when the version, the keep policy (`kept`: it is there), the webhook (it does its work) or the names of the
   * mutating webhooks were asked for, when nodes changed, and once with whoever knows where pods are converted when they
   * are created.
   */
  learn({server, nodes, kept, podAdmission, webhook, webhooks}: Learned): void {
    if (podAdmission !== undefined) this.#podAdmission = podAdmission;
    if (server !== undefined) this.#server = server;
    if (kept !== undefined) this.#kept = kept;
    if (webhook !== undefined) this.#webhook = webhook;
    if (nodes !== undefined) this.#nodes = nodes;
    if (webhooks !== undefined) this.#webhooks = webhooks;
  }

  /** Named container ports of sidecars work from Kubernetes 1.32 on (k/k#127976); before, Services bear on decisions. */
  namedPortsMatter(): boolean {
    return this.#server === undefined || (this.#server.major === 1 && this.#server.minor < 32);
  }

  /** The webhook does its work. */
  get hasWebhook(): boolean {
    return this.#webhook;
  }

  policy(key: string): PolicyView | undefined {
    const policy = this.stores.policies.get(key) ?? this.stores.clusterPolicies.get(key);
    return policy === undefined ? undefined : heldBack(policy, this.#paused());
  }

  allPolicies(): readonly PolicyView[] {
    const policies = [...this.stores.policies.values(), ...this.stores.clusterPolicies.values()];
    const paused = this.#paused();
    return paused === undefined ? policies : policies.map(policy => heldBack(policy, paused));
  }

  policiesOf(namespace: string): readonly Policy[] {
    return this.allPolicies().filter(policy => policy.namespace === undefined || policy.namespace === namespace);
  }

  /** Of everything, as Outrigger's own namespace says; where that may not be looked at, nobody has paused everything. */
  #paused(): Paused | undefined {
    const note = this.stores.namespaces.get(OPERATOR_NAMESPACE)?.paused;
    return note === undefined ? undefined : {scope: 'Everything', note};
  }

  /** Where only one namespace may be looked at, its labels may be for others to read, and it counts as having none. */
  knows(namespace: string): boolean {
    return this.#oneNamespace || this.stores.namespaces.get(namespace) !== undefined;
  }

  /** Where nodes may not be looked at, none counts as unwell. */
  nodeIsWell(name: string): boolean {
    return this.#nodes === undefined || isWell(this.stores.nodes.get(name));
  }

  factsOf(namespace: string): Facts {
    const ports: readonly PortReference[] = [...(this.#portsOf.get(namespace) ?? [])];
    const view = this.stores.namespaces.get(namespace);
    return {
      ...(this.#server === undefined ? {} : {server: this.#server}),
      ...(this.#nodes === undefined ? {} : {nodes: this.#nodes}),
      portReferences: ports,
      namespaceLabels: view?.labels ?? {},
      ...(view?.annotations === undefined ? {} : {namespaceAnnotations: view.annotations}),
      admission: this.#admissionOf(namespace),
      ...(this.#webhooks === undefined ? {} : {mutatingWebhooks: this.#webhooks}),
    };
  }

  #admissionOf(namespace: string): AdmissionFacts {
    if (!this.#webhook) return {...this.#podAdmission.of(namespace), templates: this.#kept};
    return {pods: true, templates: true, ...(this.#kept ? {} : {keptByWebhook: true})};
  }

  /** Pods of the workload; for a CronJob those of all its Jobs. */
  podsOf({kind, namespace, name}: WorkloadView): readonly RolloutPod[] {
    const key = `${kind}/${namespace}/${name}`;
    if (kind !== 'CronJob') return this.#pods.of(key);
    return [...(this.#jobsOf.get(key) ?? [])].flatMap(job => this.#pods.of(job));
  }

  isTerminating(namespace: string): boolean {
    return this.stores.namespaces.get(namespace)?.terminating ?? false;
  }

  /** `kind/namespace/name`. */
  workload(key: string): WorkloadView | undefined {
    const [kind = '', namespace = '', name = ''] = key.split('/');
    const inNamespace = `${namespace}/${name}`;
    if (isTemplateKind(kind)) return this.stores.templates[kind].get(inNamespace);
    if (kind === 'Job') return this.stores.jobs.get(inNamespace)?.workload;
    const pod = this.stores.pods.get(inNamespace);
    return pod?.type === 'Bare' ? pod.workload : undefined;
  }

  /** A workload that can be put back bears the policy's mark; pods that were converted when they were created bear it too. */
  hasClaims(policy: Policy): boolean {
    for (const {kind, claim} of this.workloads(policy.namespace)) {
      if (claim === policy.key && isTemplateKind(kind)) return true;
    }
    return false;
  }

  *jobPods(): Generator<JobPodView> {
    for (const pod of this.stores.pods.values()) if (pod.type === 'Job') yield pod.job;
  }

  /** Every workload, or those of one namespace. */
  *workloads(namespace?: string): Generator<WorkloadView> {
    for (const view of this.#everyWorkload()) {
      if (namespace === undefined || view.namespace === namespace) yield view;
    }
  }

  *#everyWorkload(): Generator<WorkloadView> {
    for (const kind of TEMPLATE_KINDS) yield* this.stores.templates[kind].values();
    for (const job of this.stores.jobs.values()) if (job.workload !== undefined) yield job.workload;
    for (const pod of this.stores.pods.values()) if (pod.type === 'Bare') yield pod.workload;
  }
}
