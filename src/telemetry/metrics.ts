import {collectDefaultMetrics, Counter, Gauge, Histogram, Registry} from 'prom-client';
import type {FindingCode} from '../api/codes.ts';
import {WORKLOAD_STATES, type WorkloadState} from '../api/reasons.ts';
import {WORKLOAD_KINDS, type WorkloadKind} from '../domain/workload.ts';
import type {ControllerMetrics} from '../runtime/controller.ts';
import type {QueueMetrics} from '../runtime/workqueue.ts';
import {
  CONVERSION_RESULTS,
  DELIVERIES,
  FINALIZE_OUTCOMES,
  RECONCILE_RESULTS,
  REVERSION_REASONS,
  type ConversionResult,
  type Delivery,
  type FinalizeOutcome,
  type ReversionReason,
} from './labels.ts';
import {PolicySeries} from './policy-series.ts';

const SHORT = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
const LONG = [0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 86_400];

/**
 * Every metric that Outrigger exposes, in a registry of its own. Label values come from closed sets (`labels.ts`), but
 * for `policy`: `namespace/name`, or `name` of a cluster policy. Series of closed sets are there from the start as 0;
 * those of a policy from `addPolicy` to `removePolicy`.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #policies = new PolicySeries();
  readonly #workloads = this.#gauge('outrigger_workloads', 'Workloads that a policy selects, by state.', [
    'policy',
    'kind',
    'state',
  ]);
  readonly #findings = this.#gauge('outrigger_findings', 'Findings on the workloads of a policy, by code.', [
    'policy',
    'code',
  ]);
  readonly #stuck = this.#gauge('outrigger_jobs_stuck', 'Pods of Jobs that only a sidecar keeps running.', ['policy']);
  readonly #oldest = this.#gauge('outrigger_jobs_stuck_oldest_seconds', 'How long the oldest of them has been stuck.', [
    'policy',
  ]);
  readonly #cpu = this.#counter(
    'outrigger_jobs_stuck_cpu_core_seconds_total',
    'CPU that stuck pods held by their requests.',
    ['policy'],
  );
  readonly #memory = this.#counter(
    'outrigger_jobs_stuck_memory_byte_seconds_total',
    'Memory that stuck pods held by their requests.',
    ['policy'],
  );
  readonly #conversions = this.#counter('outrigger_conversions_total', 'Conversions tried, by result.', [
    'kind',
    'delivery',
    'result',
  ]);
  readonly #reversions = this.#counter('outrigger_reversions_total', 'Workloads put back, by reason.', [
    'kind',
    'reason',
  ]);
  readonly #finalized = this.#counter(
    'outrigger_jobs_finalized_total',
    'Pods of stuck Jobs that were finished, by outcome.',
    ['outcome'],
  );
  readonly #delay = this.#histogram(
    'outrigger_job_finalize_delay_seconds',
    'From the end of the last main container to the finalizing write.',
    LONG,
  );
  readonly #nodes = this.#gauge('outrigger_nodes', 'Nodes, by whether native sidecars work on them.', [
    'native_sidecars',
  ]);
  readonly #leader = this.#gauge('outrigger_leader', '1 while this replica does the work.', []);
  readonly #reconciles = this.#counter('outrigger_reconcile_total', 'Reconciles, by result.', ['controller', 'result']);
  readonly #reconcileSeconds = this.#histogram(
    'outrigger_reconcile_duration_seconds',
    'How long a reconcile took.',
    SHORT,
    ['controller'],
  );
  readonly #depth = this.#gauge('outrigger_workqueue_depth', 'Keys that wait for a worker.', ['controller']);
  readonly #adds = this.#counter('outrigger_workqueue_adds_total', 'Keys that were added.', ['controller']);
  readonly #retries = this.#counter(
    'outrigger_workqueue_retries_total',
    'Keys that were added again after a failure.',
    ['controller'],
  );
  readonly #latency = this.#histogram(
    'outrigger_workqueue_latency_seconds',
    'How long a key waited for a worker.',
    SHORT,
    ['controller'],
  );
  readonly #restarts = this.#counter('outrigger_watch_restarts_total', 'Watches opened again after one had ended.', [
    'kind',
  ]);
  readonly #watchErrors = this.#counter('outrigger_watch_errors_total', 'Lists and watches that failed.', ['kind']);

  constructor() {
    for (const kind of WORKLOAD_KINDS) this.#zeroKind(kind);
    for (const outcome of FINALIZE_OUTCOMES) this.#finalized.inc({outcome}, 0);
    this.nodes.set({supported: 0, unsupported: 0});
    this.leader.set(false);
  }

  /** Event loop, memory and CPU of the process. Once per process. */
  collectProcess(): void {
    collectDefaultMetrics({register: this.registry});
  }

  /** A policy is there, or selects other kinds now: its series begin at 0, those of other kinds end. */
  addPolicy(policy: string, kinds: readonly WorkloadKind[]): void {
    this.#policies.retain(this.#workloads, policy, ({kind}) => kinds.some(wanted => wanted === kind));
    for (const kind of kinds) {
      for (const state of WORKLOAD_STATES) this.#policies.begin(this.#workloads, policy, {kind, state});
    }
    for (const metric of [this.#stuck, this.#oldest, this.#cpu, this.#memory]) this.#policies.begin(metric, policy, {});
  }

  /** A policy is gone: so are its series. */
  removePolicy(policy: string): void {
    this.#policies.remove(policy);
  }

  readonly workloads = {
    set: (policy: string, kind: WorkloadKind, state: WorkloadState, count: number): void =>
      this.#policies.set(this.#workloads, policy, {kind, state}, count),
  };

  readonly findings = {
    /** The whole of a policy's findings; a code that was there before and is no longer becomes 0. */
    replace: (policy: string, counts: ReadonlyMap<FindingCode, number>): void => {
      this.#policies.zero(this.#findings, policy);
      for (const [code, count] of counts) this.#policies.set(this.#findings, policy, {code}, count);
    },
  };

  readonly conversions = {
    inc: (kind: WorkloadKind, delivery: Delivery, result: ConversionResult): void =>
      this.#conversions.inc({kind, delivery, result}),
  };

  readonly reversions = {
    inc: (kind: WorkloadKind, reason: ReversionReason): void => this.#reversions.inc({kind, reason}),
  };

  readonly jobs = {
    setStuck: (
      policy: string,
      {pods, oldestSeconds}: {readonly pods: number; readonly oldestSeconds: number},
    ): void => {
      this.#policies.set(this.#stuck, policy, {}, pods);
      this.#policies.set(this.#oldest, policy, {}, oldestSeconds);
    },
    /** What stuck pods held since the last call: requests × seconds. */
    addHeld: (policy: string, held: {readonly cpuCoreSeconds: number; readonly memoryByteSeconds: number}): void => {
      this.#policies.add(this.#cpu, policy, held.cpuCoreSeconds);
      this.#policies.add(this.#memory, policy, held.memoryByteSeconds);
    },
    finalized: (outcome: FinalizeOutcome): void => this.#finalized.inc({outcome}),
    finalizedAfter: (seconds: number): void => this.#delay.observe(seconds),
  };

  readonly nodes = {
    set: ({supported, unsupported}: {readonly supported: number; readonly unsupported: number}): void => {
      this.#nodes.set({native_sidecars: 'true'}, supported);
      this.#nodes.set({native_sidecars: 'false'}, unsupported);
    },
  };

  readonly leader = {set: (leading: boolean): void => this.#leader.set(leading ? 1 : 0)};

  readonly watches = {
    restarted: (kind: string): void => this.#restarts.inc({kind}),
    failed: (kind: string): void => this.#watchErrors.inc({kind}),
  };

  /** The series of one watched kind begin at 0. */
  addWatch(kind: string): void {
    this.#restarts.inc({kind}, 0);
    this.#watchErrors.inc({kind}, 0);
  }

  /** What a controller and its queue report to. */
  controller(controller: string): ControllerMetrics & QueueMetrics {
    for (const result of RECONCILE_RESULTS) this.#reconciles.inc({controller, result}, 0);
    for (const counter of [this.#adds, this.#retries]) counter.inc({controller}, 0);
    for (const histogram of [this.#reconcileSeconds, this.#latency]) histogram.zero({controller});
    this.#depth.set({controller}, 0);
    return {
      reconciled: (result, seconds) => {
        this.#reconciles.inc({controller, result});
        this.#reconcileSeconds.observe({controller}, seconds);
      },
      depth: keys => this.#depth.set({controller}, keys),
      added: () => this.#adds.inc({controller}),
      retried: () => this.#retries.inc({controller}),
      waited: seconds => this.#latency.observe({controller}, seconds),
    };
  }

  #zeroKind(kind: WorkloadKind): void {
    for (const reason of REVERSION_REASONS) this.#reversions.inc({kind, reason}, 0);
    for (const delivery of DELIVERIES)
      for (const result of CONVERSION_RESULTS) this.#conversions.inc({kind, delivery, result}, 0);
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({name, help, labelNames, registers: [this.registry]});
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({name, help, labelNames, registers: [this.registry]});
  }

  #histogram<L extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({name, help, buckets, labelNames, registers: [this.registry]});
  }
}
