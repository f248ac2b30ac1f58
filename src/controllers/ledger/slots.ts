import type {Outcome} from '../../domain/pace/outcome.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Ledger} from './ledger.ts';
import type {Standing} from './standing.ts';

export type Acquisition =
  {readonly type: 'Acquired'} | {readonly type: 'Waits'; readonly reason: 'WaitsForSlot' | 'AwaitsFirstRun'};

/**
 * The pace of a policy: how many workloads may be rolling at once. A slot is the state `rolling` in the ledger, or
 * a reservation from the moment a write is decided until its result is seen. Everything here is synchronous, so
 * two workers cannot take the same slot.
 */
export class Slots {
  readonly #ledger: Ledger;
  readonly #reserved = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, Set<string>>();
  readonly #wake: (workload: string) => void;

  /** `wake` is called with the keys of workloads that may try again. */
  constructor(ledger: Ledger, wake: (workload: string) => void) {
    this.#ledger = ledger;
    this.#wake = wake;
  }

  acquire(policy: Policy, workload: string, outcome: Outcome): Acquisition {
    if (this.#room(policy) <= 0) return this.#wait(policy, workload, 'WaitsForSlot');
    if (outcome.cronJob !== undefined && !mayRunFirst(this.#cronJobRules(policy.key), outcome.cronJob)) {
      return this.#wait(policy, workload, 'AwaitsFirstRun');
    }
    this.#waiting.get(policy.key)?.delete(workload);
    setOf(this.#reserved, policy.key).add(workload);
    return {type: 'Acquired'};
  }

  isReserved(policy: string, workload: string): boolean {
    return this.#reserved.get(policy)?.has(workload) ?? false;
  }

  /** How many writes under the policy are decided, and their results not seen. */
  reserved(policy: string): number {
    return this.#reserved.get(policy)?.size ?? 0;
  }

  /** The write failed, or its result is in the ledger now. */
  release(policy: string, workload: string): void {
    this.#reserved.get(policy)?.delete(workload);
  }

  /** It does not want to start any more: waking it would give it the place of another. */
  withdraw(policy: string, workload: string): void {
    this.#waiting.get(policy)?.delete(workload);
  }

  /** To be called when something may have become free: wakes as many as there is room for, longest wait first. */
  wakeWaiting(policy: Policy): void {
    const waiting = this.#waiting.get(policy.key);
    if (waiting === undefined || waiting.size === 0) return;
    let room = this.#room(policy);
    let rules: CronJobRules | undefined;
    for (const workload of waiting) {
      if (room <= 0) return;
      const cronJob = this.#ledger.standing(policy.key, workload)?.cronJob;
      if (cronJob !== undefined && !mayRunFirst((rules ??= this.#cronJobRules(policy.key)), cronJob)) continue;
      room--;
      waiting.delete(workload);
      this.#wake(workload);
    }
  }

  forgetWorkload(workload: string): void {
    for (const set of [...this.#reserved.values(), ...this.#waiting.values()]) set.delete(workload);
  }

  forgetPolicy(policy: string): void {
    this.#reserved.delete(policy);
    this.#waiting.delete(policy);
  }

  #wait(policy: Policy, workload: string, reason: 'WaitsForSlot' | 'AwaitsFirstRun'): Acquisition {
    setOf(this.#waiting, policy.key).add(workload);
    return {type: 'Waits', reason};
  }

  #room(policy: Policy): number {
    const counts = this.#ledger.counts(policy.key);
    const selected = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.skipped;
    const taken = this.#ledger.slots(policy.key) + this.reserved(policy.key);
    return maxConcurrent(policy.conversion.rollout.maxConcurrent, selected) - taken;
  }

  #cronJobRules(policy: string): CronJobRules {
    const rules: CronJobRules = {proven: new Set(), open: new Set(), openSuspended: new Set()};
    for (const {standing} of this.#ledger.groups(policy)) {
      if (isProven(standing)) addAll(rules.proven, standing.cronJob?.rules ?? []);
      else if (standing.state === 'rolling' || standing.reason === 'Unproven') addOpen(rules, standing);
    }
    for (const workload of this.#reserved.get(policy) ?? []) {
      const standing = this.#ledger.standing(policy, workload);
      if (standing !== undefined && !isProven(standing)) addOpen(rules, standing);
    }
    return rules;
  }
}

/** Per rule: whether a converted CronJob has run, and whether one is still to. */
interface CronJobRules {
  readonly proven: Set<number>;
  readonly open: Set<number>;
  readonly openSuspended: Set<number>;
}

/** One CronJob whose converted form has not run yet per rule, until one has; a suspended one holds up only its like. */
function mayRunFirst(known: CronJobRules, cronJob: NonNullable<Outcome['cronJob']>): boolean {
  return cronJob.rules.every(
    rule => known.proven.has(rule) || (!known.open.has(rule) && !(cronJob.suspended && known.openSuspended.has(rule))),
  );
}

/** `10%` of selected is rounded up; never less than one. */
export function maxConcurrent(setting: number | string, selected: number): number {
  if (typeof setting === 'number') return Math.max(1, setting);
  const percent = Number.parseInt(setting, 10);
  return Math.max(1, Math.ceil((selected * (Number.isNaN(percent) ? 0 : percent)) / 100));
}

function isProven({state, reason}: Standing): boolean {
  return (state === 'converted' && reason !== 'Unproven') || state === 'delegated';
}

function addOpen(rules: CronJobRules, {cronJob}: Standing): void {
  if (cronJob !== undefined) addAll(cronJob.suspended ? rules.openSuspended : rules.open, cronJob.rules);
}

function addAll(set: Set<number>, values: readonly number[]): void {
  for (const value of values) set.add(value);
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const found = map.get(key) ?? new Set<string>();
  map.set(key, found);
  return found;
}
