import type {FindingCode, Severity} from '../../api/codes.ts';
import {WORKLOAD_STATES, type WorkloadState} from '../../api/reasons.ts';
import type {Outcome} from '../../domain/pace/outcome.ts';
import type {WorkloadKind} from '../../domain/workload.ts';

/** One workload under one policy went from one outcome to another; `before` is absent the first time. */
export interface Transition {
  readonly before: Outcome | undefined;
  readonly after: Outcome;
}

export interface FindingSummary {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
  /** `Kind/namespace/name` of one workload that has it. */
  readonly example: string;
}

export interface PolicySummary {
  readonly byKind: ReadonlyMap<WorkloadKind, Readonly<Record<WorkloadState, number>>>;
  /** Most frequent first, blocking ones before warnings. */
  readonly findings: readonly FindingSummary[];
}

/**
 * What every policy says of every workload it selects, in memory only: it is rebuilt from the cluster at start.
 * The single place that the pace, the status and the metrics read.
 */
export class Ledger {
  readonly #outcomes = new Map<string, Map<string, Outcome>>();
  readonly #slots = new Map<string, number>();
  readonly #counts = new Map<string, Record<WorkloadState, number>>();
  readonly #policiesOf = new Map<string, Set<string>>();
  readonly #changed: (policy: string) => void;

  /** `changed` is called with the policy's key whenever its summary may have changed. */
  constructor(changed: (policy: string) => void) {
    this.#changed = changed;
  }

  outcome(policy: string, workload: string): Outcome | undefined {
    return this.#outcomes.get(policy)?.get(workload);
  }

  outcomes(policy: string): ReadonlyMap<string, Outcome> {
    return this.#outcomes.get(policy) ?? new Map();
  }

  /** Policies that have an outcome for the workload. */
  policiesOf(workload: string): readonly string[] {
    return [...(this.#policiesOf.get(workload) ?? [])];
  }

  /** Replaces what all policies say of a workload; says what is new, or has changed in state, reason or in being meant. */
  replace(workload: string, outcomes: ReadonlyMap<string, Outcome>): ReadonlyMap<string, Transition> {
    for (const policy of this.policiesOf(workload)) if (!outcomes.has(policy)) this.#delete(policy, workload);
    const transitions = new Map<string, Transition>();
    for (const [policy, after] of outcomes) {
      const before = this.outcome(policy, workload);
      this.set(policy, workload, after);
      if (before === undefined || isNews(before, after)) transitions.set(policy, {before, after});
    }
    return transitions;
  }

  set(policy: string, workload: string, outcome: Outcome): void {
    this.#count(policy, this.outcome(policy, workload), -1);
    this.#count(policy, outcome, 1);
    const ofPolicy = this.#outcomes.get(policy) ?? new Map<string, Outcome>();
    this.#outcomes.set(policy, ofPolicy.set(workload, outcome));
    this.#policiesOf.set(workload, (this.#policiesOf.get(workload) ?? new Set()).add(policy));
    this.#changed(policy);
  }

  removeWorkload(workload: string): void {
    for (const policy of this.policiesOf(workload)) this.#delete(policy, workload);
  }

  removePolicy(policy: string): void {
    for (const workload of this.outcomes(policy).keys()) this.#delete(policy, workload);
    this.#outcomes.delete(policy);
    this.#counts.delete(policy);
    this.#slots.delete(policy);
  }

  /** How many workloads hold a slot: they roll, and no put-back of theirs was refused for good. */
  slots(policy: string): number {
    return this.#slots.get(policy) ?? 0;
  }

  /** How many workloads are in each state, kept as they change. */
  counts(policy: string): Readonly<Record<WorkloadState, number>> {
    return this.#counts.get(policy) ?? zeroes();
  }

  /** One policy's outcomes by kind and finding: O(workloads), meant for once a status, not once an event. */
  summary(policy: string): PolicySummary {
    const byKind = new Map<WorkloadKind, Record<WorkloadState, number>>();
    const findings = new Map<FindingCode, FindingSummary>();
    for (const [workload, outcome] of this.outcomes(policy)) {
      const ofKind = byKind.get(outcome.kind) ?? zeroes();
      ofKind[outcome.state]++;
      byKind.set(outcome.kind, ofKind);
      countFindings(findings, workload, outcome);
    }
    return {byKind, findings: [...findings.values()].sort(byWeight)};
  }

  #count(policy: string, outcome: Outcome | undefined, by: 1 | -1): void {
    if (outcome === undefined) return;
    const counts = this.#counts.get(policy) ?? zeroes();
    this.#counts.set(policy, counts);
    counts[outcome.state] += by;
    if (holdsSlot(outcome)) this.#slots.set(policy, this.slots(policy) + by);
  }

  #delete(policy: string, workload: string): void {
    this.#count(policy, this.outcome(policy, workload), -1);
    this.#outcomes.get(policy)?.delete(workload);
    const policies = this.#policiesOf.get(workload);
    policies?.delete(policy);
    if (policies?.size === 0) this.#policiesOf.delete(workload);
    this.#changed(policy);
  }
}

/** Waiting for a turn comes and goes with every look; it is shown, but not told. */
function newsworthy(reason: Outcome['reason']): Outcome['reason'] {
  return reason === 'WaitsForSlot' || reason === 'AwaitsFirstRun' ? undefined : reason;
}

function holdsSlot({state, reason}: Outcome): boolean {
  return state === 'rolling' && reason !== 'WriteRefused';
}

function isNews(before: Outcome, after: Outcome): boolean {
  return (
    before.state !== after.state ||
    newsworthy(before.reason) !== newsworthy(after.reason) ||
    before.enforced !== after.enforced ||
    before.cronJob?.suspended !== after.cronJob?.suspended
  );
}

function zeroes(): Record<WorkloadState, number> {
  return Object.fromEntries(WORKLOAD_STATES.map(state => [state, 0])) as Record<WorkloadState, number>;
}

/** A code counts once a workload, however many containers raise it. */
function countFindings(into: Map<FindingCode, FindingSummary>, workload: string, outcome: Outcome): void {
  for (const code of new Set(outcome.findings.map(finding => finding.code))) {
    const severity = outcome.findings.find(finding => finding.code === code)?.severity ?? 'info';
    const known = into.get(code) ?? {code, severity, count: 0, example: workload};
    into.set(code, {...known, count: known.count + 1});
  }
}

const WEIGHT: Readonly<Record<Severity, number>> = {block: 0, warn: 1, info: 2};

function byWeight(a: FindingSummary, b: FindingSummary): number {
  return WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1);
}
