import {WORKLOAD_STATES, type WorkloadState} from '../../api/reasons.ts';
import type {Outcome} from '../../domain/pace/outcome.ts';
import {zeroes} from '../../domain/zeroes.ts';
import {standingKey, standingOf, type Group, type Standing} from './standing.ts';

/** One workload under one policy went from one standing to another; `before` is absent the first time. */
export interface Transition {
  readonly before: Standing | undefined;
  readonly after: Outcome;
}

/** One policy's workloads, grouped by how they stand. */
interface Page {
  readonly groups: Map<string, MutableGroup>;
  readonly groupOf: Map<string, MutableGroup>;
  readonly counts: Record<WorkloadState, number>;
  slots: number;
}

interface MutableGroup extends Group {
  readonly key: string;
  readonly workloads: Set<string>;
}

/**
 * What every policy says of every workload it selects, in memory only: it is rebuilt from the cluster at start.
 * The single place that the pace, the status and the metrics read. Workloads that stand alike share one entry, so a
 * summary costs as much as there are differences, not workloads (ADR 0009).
 */
export class Ledger {
  readonly #pages = new Map<string, Page>();
  /** Of each workload the policies; equal lists are one. */
  readonly #policiesOf = new Map<string, readonly string[]>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #changed: (policy: string) => void;

  /** `changed` is called with the policy's key whenever its summary may have changed. */
  constructor(changed: (policy: string) => void) {
    this.#changed = changed;
  }

  standing(policy: string, workload: string): Standing | undefined {
    return this.#pages.get(policy)?.groupOf.get(workload)?.standing;
  }

  /** None is empty. */
  groups(policy: string): Iterable<Group> {
    return this.#pages.get(policy)?.groups.values() ?? [];
  }

  /** Policies that say something of the workload. */
  policiesOf(workload: string): readonly string[] {
    return this.#policiesOf.get(workload) ?? [];
  }

  /** Replaces what all policies say of a workload; says what is new, or has changed in state, reason or in being meant. */
  replace(workload: string, outcomes: ReadonlyMap<string, Outcome>): ReadonlyMap<string, Transition> {
    for (const policy of this.policiesOf(workload)) if (!outcomes.has(policy)) this.#leave(policy, workload);
    const transitions = new Map<string, Transition>();
    for (const [policy, after] of outcomes) {
      const before = this.standing(policy, workload);
      this.set(policy, workload, after);
      if (before === undefined || isNews(before, after)) transitions.set(policy, {before, after});
    }
    return transitions;
  }

  set(policy: string, workload: string, outcome: Outcome): void {
    const page = this.#pages.get(policy) ?? emptyPage();
    this.#pages.set(policy, page);
    const standing = standingOf(outcome);
    const key = standingKey(standing);
    const before = page.groupOf.get(workload);
    if (before?.key === key) return;
    if (before === undefined) this.#note(workload, [...this.policiesOf(workload), policy]);
    else drop(page, workload, before);
    const group = page.groups.get(key) ?? {key, standing, workloads: new Set()};
    page.groups.set(key, group);
    group.workloads.add(workload);
    page.groupOf.set(workload, group);
    count(page, standing, 1);
    this.#changed(policy);
  }

  removeWorkload(workload: string): void {
    for (const policy of this.policiesOf(workload)) this.#leave(policy, workload);
  }

  removePolicy(policy: string): void {
    for (const workload of this.#pages.get(policy)?.groupOf.keys() ?? []) this.#leave(policy, workload);
    this.#pages.delete(policy);
    for (const [key, list] of this.#lists) if (list.includes(policy)) this.#lists.delete(key);
  }

  /** How many workloads hold a slot: they roll, and no put-back of theirs was refused for good. */
  slots(policy: string): number {
    return this.#pages.get(policy)?.slots ?? 0;
  }

  /** How many workloads are in each state, kept as they change. */
  counts(policy: string): Readonly<Record<WorkloadState, number>> {
    return this.#pages.get(policy)?.counts ?? ZEROES;
  }

  #leave(policy: string, workload: string): void {
    const page = this.#pages.get(policy);
    const group = page?.groupOf.get(workload);
    if (page === undefined || group === undefined) return;
    drop(page, workload, group);
    page.groupOf.delete(workload);
    this.#note(
      workload,
      this.policiesOf(workload).filter(each => each !== policy),
    );
    this.#changed(policy);
  }

  #note(workload: string, policies: readonly string[]): void {
    if (policies.length === 0) this.#policiesOf.delete(workload);
    else this.#policiesOf.set(workload, this.#shared(policies));
  }

  #shared(policies: readonly string[]): readonly string[] {
    const key = policies.join(' ');
    const list = this.#lists.get(key) ?? policies;
    this.#lists.set(key, list);
    return list;
  }
}

function drop(page: Page, workload: string, group: MutableGroup): void {
  group.workloads.delete(workload);
  if (group.workloads.size === 0) page.groups.delete(group.key);
  count(page, group.standing, -1);
}

function count(page: Page, standing: Standing, by: 1 | -1): void {
  page.counts[standing.state] += by;
  if (holdsSlot(standing)) page.slots += by;
}

/** Waiting for a turn comes and goes with every look; it is shown, but not told. */
function newsworthy(reason: Outcome['reason']): Outcome['reason'] {
  return reason === 'WaitsForSlot' || reason === 'AwaitsFirstRun' ? undefined : reason;
}

function holdsSlot({state, reason}: Standing): boolean {
  return state === 'rolling' && reason !== 'WriteRefused';
}

function isNews(before: Standing, after: Outcome): boolean {
  return (
    before.state !== after.state ||
    newsworthy(before.reason) !== newsworthy(after.reason) ||
    before.enforced !== after.enforced ||
    before.cronJob?.suspended !== after.cronJob?.suspended
  );
}

function emptyPage(): Page {
  return {groups: new Map(), groupOf: new Map(), counts: zeroes(WORKLOAD_STATES), slots: 0};
}

const ZEROES: Readonly<Record<WorkloadState, number>> = zeroes(WORKLOAD_STATES);
