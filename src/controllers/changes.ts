import {OPERATOR_NAMESPACE} from '../api/constants.ts';
import {sameJson} from '../domain/json.ts';
import type {Cause} from '../kube/store.ts';
import type {WorkQueue} from '../runtime/workqueue.ts';
import type {ClusterState} from './cluster-state.ts';
import {cronJobMattersToPods, jobMattersToPods, podsInReach, podsOnNode, policyMattersToJobs} from './job/mapping.ts';
import type {Ledger} from './ledger/ledger.ts';
import {namespaceMatters, nodeMatters, policyMatters, rolloutNews, workloadMatters} from './mapping.ts';
import type {PodIndex} from './pod-index.ts';
import type {ChangeHandlers} from './sources.ts';
import {isWell, type NamespaceView, type NodeView, type PortView} from './views/cluster-views.ts';
import type {JobEntry} from './views/job-view.ts';
import type {PodView} from './views/pod-view.ts';
import type {WorkloadView} from './views/workload-view.ts';
import type {PolicyView} from './views/policy-view.ts';

/** Where keys go: a queue. */
type Keys = Pick<WorkQueue, 'add'>;

export interface ChangeTargets {
  readonly policies: Keys;
  readonly workloads: Keys;
  /** Keys `namespace/name` of pods of Jobs. */
  readonly jobPods: Keys;
  /** Nodes have changed in something that bears on decisions. */
  readonly nodes: () => void;
  /** A namespace has other labels: by them webhooks are asked about its pods, or are no longer. */
  readonly labels: () => void;
}

/** The indexes that changes keep and `ClusterState` reads. */
export interface Indexes {
  readonly pods: PodIndex;
  readonly jobsOf: Map<string, Set<string>>;
  readonly portsOf: Map<string, Set<PortView>>;
}

/** The key in the policy queue that means "every policy". */
export const ALL_POLICIES = '*';

/** From changes to keys. Everything here is cheap and synchronous; nothing of it decides. */
export class Changes {
  readonly handlers: ChangeHandlers;
  readonly #to: ChangeTargets;
  readonly #indexes: Indexes;
  readonly #ledger: Ledger;
  #state: ClusterState | undefined;
  #begun = false;

  constructor(to: ChangeTargets, indexes: Indexes, ledger: Ledger) {
    this.#to = {
      policies: this.#onceBegun(to.policies),
      workloads: this.#onceBegun(to.workloads),
      jobPods: this.#onceBegun(to.jobPods),
      nodes: to.nodes,
      labels: to.labels,
    };
    this.#indexes = indexes;
    this.#ledger = ledger;
    this.handlers = {
      policy: (_key, before, after) => this.#policy(before, after),
      namespace: (key, before, after) => {
        if (key === OPERATOR_NAMESPACE && before?.paused !== after?.paused) this.#everything();
        if (this.#begun && !sameJson(before?.labels, after?.labels)) this.#to.labels();
        this.#namespace(before, after);
      },
      node: (key, before, after) => this.#node(key, before, after),
      port: (_key, before, after) => this.#port(before, after),
      workload: (_key, before, after, cause) => this.#workload(before, after, cause),
      job: (key, before, after) => this.#job(key, before, after),
      pod: (key, before, after) => this.#pod(key, before, after),
    };
  }

  attach(state: ClusterState): void {
    this.#state = state;
  }

  /** From here on changes are followed; before, they only fill the indexes, since all is looked at then anyway. */
  begin(): void {
    this.#begun = true;
  }

  #onceBegun(queue: Keys): Keys {
    return {add: (key, priority) => (this.#begun ? queue.add(key, priority) : undefined)};
  }

  #policy(before: PolicyView | undefined, after: PolicyView | undefined): void {
    const policy = after ?? before;
    if (policy === undefined) return;
    if (policyMatters(before, after)) this.#to.policies.add(policy.key);
    if (!policyMattersToJobs(before, after) || this.#state === undefined) return;
    this.#addPods(podsInReach(policy, this.#state.jobPods()));
  }

  /** What our own writes have made is taken note of once there is nothing more to write: it can wait. */
  #workload(before: WorkloadView | undefined, after: WorkloadView | undefined, cause: Cause): void {
    const view = after ?? before;
    if (view === undefined) return;
    const priority = cause === 'Ours' ? 'Low' : 'Normal';
    if (workloadMatters(before, after)) this.#to.workloads.add(view.key, priority);
    if (view.kind !== 'CronJob' || !cronJobMattersToPods(before?.cronJob, after?.cronJob)) return;
    for (const job of this.#indexes.jobsOf.get(view.key) ?? []) this.#addPods(this.#indexes.pods.keysOf(job));
  }

  #namespace(before: NamespaceView | undefined, after: NamespaceView | undefined): void {
    const name = (after ?? before)?.name;
    if (!this.#begun || name === undefined || !namespaceMatters(before, after) || this.#state === undefined) return;
    for (const view of this.#state.workloads(name)) this.#to.workloads.add(view.key, 'Low');
    this.#addPods([...this.#state.jobPods()].filter(pod => pod.namespace === name).map(pod => `${name}/${pod.name}`));
    // Its policies need not wait for their workloads any more.
    for (const policy of this.#state.policiesOf(name)) if (policy.deleting) this.#to.policies.add(policy.key);
  }

  /** All is paused, or goes on. */
  #everything(): void {
    for (const {key} of this.#state?.allPolicies() ?? []) this.#to.policies.add(key);
    const pods = this.#state?.jobPods() ?? [];
    this.#addPods([...pods].map(({namespace, name}) => `${namespace}/${name}`));
  }

  #node(name: string, before: NodeView | undefined, after: NodeView | undefined): void {
    if (!this.#begun) return;
    if (nodeMatters(before, after)) this.#to.nodes();
    if (isWell(before) || !isWell(after)) return;
    this.#addPods(podsOnNode(name, this.#state?.jobPods() ?? []));
  }

  #port(before: PortView | undefined, after: PortView | undefined): void {
    const namespace = (after ?? before)?.namespace ?? '';
    const ports = this.#indexes.portsOf.get(namespace) ?? new Set<PortView>();
    this.#indexes.portsOf.set(namespace, ports);
    if (before !== undefined) ports.delete(before);
    if (after !== undefined) ports.add(after);
    if (!this.#begun || this.#state === undefined || !this.#state.namedPortsMatter()) return;
    for (const view of this.#state.workloads(namespace)) this.#to.workloads.add(view.key, 'Low');
  }

  #job(key: string, before: JobEntry | undefined, after: JobEntry | undefined): void {
    const entry = after ?? before;
    if (entry === undefined) return;
    const {namespace, cronJob} = entry.job;
    if (cronJob !== undefined) this.#indexJob(`CronJob/${namespace}/${cronJob}`, `Job/${key}`, after !== undefined);
    if (workloadMatters(before?.workload, after?.workload)) this.#to.workloads.add(`Job/${key}`);
    if (jobMattersToPods(before?.job, after?.job)) this.#addPods(this.#indexes.pods.keysOf(`Job/${key}`));
  }

  #addPods(keys: readonly string[]): void {
    for (const key of keys) this.#to.jobPods.add(key, 'Low');
  }

  #indexJob(cronJob: string, job: string, isThere: boolean): void {
    const jobs = this.#indexes.jobsOf.get(cronJob) ?? new Set<string>();
    this.#indexes.jobsOf.set(cronJob, jobs);
    if (isThere) jobs.add(job);
    else jobs.delete(job);
    if (jobs.size === 0) this.#indexes.jobsOf.delete(cronJob);
    this.#ifRolling(cronJob);
  }

  #pod(key: string, before: PodView | undefined, after: PodView | undefined): void {
    const {pods} = this.#indexes;
    if (before !== undefined && before.type !== 'Bare') pods.delete(before.owner, key);
    if (after !== undefined && after.type !== 'Bare') pods.set(after.owner, key, after.rollout);
    if (workloadMatters(bareIn(before), bareIn(after))) this.#to.workloads.add(`Pod/${key}`);
    if (before?.type === 'Job' || after?.type === 'Job') this.#to.jobPods.add(key);
    const owner = rolloutNews(before, after);
    if (owner !== undefined) this.#ifRolling(this.#workloadBehind(owner));
  }

  /** The CronJob behind a Job, else the owner itself. */
  #workloadBehind(owner: string): string {
    if (!owner.startsWith('Job/')) return owner;
    const job = this.#state?.stores.jobs.get(owner.slice('Job/'.length))?.job;
    return job?.cronJob === undefined ? owner : `CronJob/${job.namespace}/${job.cronJob}`;
  }

  /** Pods come and go all the time; only those are news that a conversion goes by, or one that is not settled. */
  #ifRolling(workload: string): void {
    const open = this.#ledger.policiesOf(workload).some(policy => {
      const standing = this.#ledger.standing(policy, workload);
      return standing?.state === 'rolling' || standing?.byPods === true || AWAITING_PODS.has(standing?.reason);
    });
    if (open) this.#to.workloads.add(workload);
  }
}

/** Reasons that end with what a pod shows. */
const AWAITING_PODS = new Set<string | undefined>(['Unproven', 'InjectorTooOld', 'AwaitsPod']);

function bareIn(pod: PodView | undefined): WorkloadView | undefined {
  return pod?.type === 'Bare' ? pod.workload : undefined;
}
