import {collectDefaultMetrics, Registry} from 'prom-client';
import type {FindingCode} from '../api/codes.ts';
import {WORKLOAD_STATES, type WorkloadState} from '../api/reasons.ts';
import type {Workaround} from '../domain/workarounds/workaround.ts';
import {WORKLOAD_KINDS, type WorkloadKind} from '../domain/workload.ts';
import type {ControllerMetrics} from '../runtime/controller.ts';
import type {QueueMetrics} from '../runtime/workqueue.ts';
import {
  ADMISSION_RESULTS,
  CONVERSION_RESULTS,
  DELIVERIES,
  FINALIZE_OUTCOMES,
  RECONCILE_RESULTS,
  REVERSION_REASONS,
  type AdmissionResult,
  type ConversionResult,
  type Delivery,
  type FinalizeOutcome,
  type ReversionReason,
} from './labels.ts';
import {PolicySeries} from './policy-series.ts';
import {defineSeries, type QueueTally} from './series.ts';

/** How many workloads have a workaround with one verdict. */
type WorkaroundCount = Pick<Workaround, 'id' | 'verdict'> & {readonly count: number};

/**
 * Every metric that Outrigger exposes, in a registry of its own. Label values come from closed sets (`labels.ts`), but
 * for `policy`: `namespace/name`, or `name` of a cluster policy. Series of closed sets are there from the start as 0;
 * those of a policy from `addPolicy` to `removePolicy`.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #policies = new PolicySeries();
  readonly #queues = new Map<string, QueueTally>();
  readonly #series = defineSeries(this.registry, this.#queues);

  constructor() {
    for (const kind of WORKLOAD_KINDS) this.#zeroKind(kind);
    for (const outcome of FINALIZE_OUTCOMES) this.#series.finalized.inc({outcome}, 0);
    for (const result of ADMISSION_RESULTS) this.#series.admissionRequests.inc({result}, 0);
    this.nodes.set({supported: 0, unsupported: 0});
    this.leader.set(false);
  }

  /** Event loop, memory and CPU of the process. Once per process. */
  collectProcess(): void {
    collectDefaultMetrics({register: this.registry});
  }

  /** A policy is there, or selects other kinds now: its series begin at 0, those of other kinds end. */
  addPolicy(policy: string, kinds: readonly WorkloadKind[]): void {
    this.#policies.retain(this.#series.workloads, policy, ({kind}) => kinds.some(wanted => wanted === kind));
    for (const kind of kinds) {
      for (const state of WORKLOAD_STATES) this.#policies.begin(this.#series.workloads, policy, {kind, state});
    }
    const {paused, stuck, oldest, cpu, memory} = this.#series;
    for (const metric of [paused, stuck, oldest, cpu, memory]) this.#policies.begin(metric, policy, {});
  }

  /** A policy is gone: so are its series. */
  removePolicy(policy: string): void {
    this.#policies.remove(policy);
  }

  readonly workloads = {
    set: (policy: string, kind: WorkloadKind, state: WorkloadState, count: number): void =>
      this.#policies.set(this.#series.workloads, policy, {kind, state}, count),
  };

  readonly paused = {
    set: (policy: string, paused: boolean): void => this.#policies.set(this.#series.paused, policy, {}, paused ? 1 : 0),
  };

  readonly findings = {
    /** The whole of a policy's findings; a code that was there before and is no longer becomes 0. */
    replace: (policy: string, counts: ReadonlyMap<FindingCode, number>): void => {
      this.#policies.zero(this.#series.findings, policy);
      for (const [code, count] of counts) this.#policies.set(this.#series.findings, policy, {code}, count);
    },
  };

  readonly workarounds = {
    /** The whole of a policy's workarounds; one that was there before and is no longer becomes 0. */
    replace: (policy: string, counts: readonly WorkaroundCount[]): void => {
      this.#policies.zero(this.#series.workarounds, policy);
      for (const {id, verdict, count} of counts) {
        this.#policies.set(this.#series.workarounds, policy, {workaround: id, verdict}, count);
      }
    },
  };

  readonly conversions = {
    inc: (kind: WorkloadKind, delivery: Delivery, result: ConversionResult): void =>
      this.#series.conversions.inc({kind, delivery, result}),
  };

  readonly reversions = {
    inc: (kind: WorkloadKind, reason: ReversionReason): void => this.#series.reversions.inc({kind, reason}),
  };

  readonly jobs = {
    setStuck: (
      policy: string,
      {pods, oldestSeconds}: {readonly pods: number; readonly oldestSeconds: number},
    ): void => {
      this.#policies.set(this.#series.stuck, policy, {}, pods);
      this.#policies.set(this.#series.oldest, policy, {}, oldestSeconds);
    },
    /** What stuck pods held since the last call: requests × seconds. */
    addHeld: (policy: string, held: {readonly cpuCoreSeconds: number; readonly memoryByteSeconds: number}): void => {
      this.#policies.add(this.#series.cpu, policy, held.cpuCoreSeconds);
      this.#policies.add(this.#series.memory, policy, held.memoryByteSeconds);
    },
    finalized: (outcome: FinalizeOutcome): void => this.#series.finalized.inc({outcome}),
    finalizedAfter: (seconds: number): void => this.#series.finalizeDelay.observe(seconds),
  };

  readonly admission = {
    answered: (result: AdmissionResult): void => this.#series.admissionRequests.inc({result}),
    took: (seconds: number): void => this.#series.admissionSeconds.observe(seconds),
  };

  readonly nodes = {
    set: ({supported, unsupported}: {readonly supported: number; readonly unsupported: number}): void => {
      this.#series.nodes.set({native_sidecars: 'true'}, supported);
      this.#series.nodes.set({native_sidecars: 'false'}, unsupported);
    },
  };

  readonly leader = {set: (leading: boolean): void => this.#series.leader.set(leading ? 1 : 0)};

  readonly watches = {
    restarted: (kind: string): void => this.#series.watchRestarts.inc({kind}),
    failed: (kind: string): void => this.#series.watchErrors.inc({kind}),
  };

  /** The series of one watched kind begin at 0. */
  addWatch(kind: string): void {
    this.#series.watchRestarts.inc({kind}, 0);
    this.#series.watchErrors.inc({kind}, 0);
  }

  /** What a controller and its queue report to. */
  controller(controller: string): ControllerMetrics & QueueMetrics {
    const {reconciles, reconcileSeconds, retries, latency} = this.#series;
    for (const result of RECONCILE_RESULTS) reconciles.inc({controller, result}, 0);
    retries.inc({controller}, 0);
    for (const histogram of [reconcileSeconds, latency]) histogram.zero({controller});
    const tally: QueueTally = {depth: 0, added: 0};
    this.#queues.set(controller, tally);
    return {
      reconciled: (result, seconds) => {
        reconciles.inc({controller, result});
        reconcileSeconds.observe({controller}, seconds);
      },
      depth: keys => {
        tally.depth = keys;
      },
      added: () => {
        tally.added++;
      },
      retried: () => retries.inc({controller}),
      waited: seconds => latency.observe({controller}, seconds),
    };
  }

  #zeroKind(kind: WorkloadKind): void {
    for (const reason of REVERSION_REASONS) this.#series.reversions.inc({kind, reason}, 0);
    for (const delivery of DELIVERIES)
      for (const result of CONVERSION_RESULTS) this.#series.conversions.inc({kind, delivery, result}, 0);
  }
}
