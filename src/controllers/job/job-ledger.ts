import {CONSEQUENCES, type Consequence} from '../../domain/jobs/consequence.ts';
import {HOLDS, type Hold} from '../../domain/jobs/hold.ts';
import type {StuckPod} from '../../domain/jobs/stuck-pod.ts';
import {sameJson} from '../../domain/json.ts';
import {zeroes} from '../../domain/zeroes.ts';
import type {Clock} from '../../runtime/clock.ts';
import {HeldMeter} from './held-meter.ts';
import type {Held} from './ports.ts';

export interface JobSummary {
  /** Stuck pods, backlog included. */
  readonly stuck: number;
  readonly backlog: number;
  /** When the mains of the one that has been stuck longest ended, ms since the epoch; absent: none is stuck. */
  readonly oldest?: number;
  /** How many of the stuck pods would set off what. */
  readonly consequences: Readonly<Record<Consequence, number>>;
  /** How many of the stuck pods are not finished, and why. */
  readonly holds: Readonly<Record<Hold, number>>;
}

interface Account {
  readonly pods: Map<string, StuckPod>;
  readonly held: HeldMeter;
  refusal?: string;
}

/**
 * Which pods of Jobs are stuck under which policy, in memory only: it is rebuilt from the cluster at start. Status and
 * metrics read it.
 */
export class JobLedger {
  readonly #accounts = new Map<string, Account>();
  readonly #policiesOf = new Map<string, readonly string[]>();
  readonly #listeners = new Set<(policy: string) => void>();
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Hears of every policy whose summary or refusal has changed; must only enqueue. The answer ends it. */
  subscribe(listener: (policy: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Policies that have, or have had, a stuck pod. */
  policies(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  summary(policy: string): JobSummary {
    const consequences = zeroes(CONSEQUENCES);
    const holds = zeroes(HOLDS);
    let [stuck, backlog, oldest] = [0, 0, Infinity];
    for (const pod of this.#accounts.get(policy)?.pods.values() ?? []) {
      stuck++;
      if (pod.backlog) backlog++;
      oldest = Math.min(oldest, pod.endedAt);
      consequences[pod.consequence]++;
      if (pod.hold !== undefined) holds[pod.hold]++;
    }
    return {stuck, backlog, consequences, holds, ...(stuck === 0 ? {} : {oldest})};
  }

  /** What the policy's stuck pods have held since the last call. */
  takeHeld(policy: string): Held {
    const held = this.#accounts.get(policy)?.held.take(this.#clock.monotonic());
    return held ?? {cpuCoreSeconds: 0, memoryByteSeconds: 0};
  }

  /** Replaces what is known of a pod (`namespace/name`); an empty map: it is not stuck. */
  replace(pod: string, stuck: ReadonlyMap<string, StuckPod>): void {
    for (const policy of this.#policiesOf.get(pod) ?? []) if (!stuck.has(policy)) this.#remove(policy, pod);
    if (stuck.size === 0) this.#policiesOf.delete(pod);
    else this.#policiesOf.set(pod, [...stuck.keys()]);
    for (const [policy, entry] of stuck) this.#set(policy, pod, entry);
  }

  removePolicy(policy: string): void {
    this.#accounts.delete(policy);
  }

  /** Why pods of the policy cannot be finished, in the API server's words; undefined: nothing is known to be wrong. */
  refusal(policy: string): string | undefined {
    return this.#accounts.get(policy)?.refusal;
  }

  /**
   * Answers whether this is news. The first message stays until a pod is finished: each names its own pod, and one after
   * the other would be as many changes of the status.
   */
  noteRefusal(policy: string, message: string | undefined): boolean {
    const account = this.#accounts.get(policy);
    if (account === undefined || (account.refusal === undefined) === (message === undefined)) return false;
    if (message === undefined) delete account.refusal;
    else account.refusal = message;
    this.#changed(policy);
    return true;
  }

  #set(policy: string, pod: string, entry: StuckPod): void {
    const {pods, held} = this.#account(policy);
    const before = pods.get(pod);
    if (before !== undefined && sameJson(before, entry)) return;
    pods.set(pod, entry);
    if (before !== undefined) held.add(before.requests, -1, this.#clock.monotonic());
    held.add(entry.requests, 1, this.#clock.monotonic());
    this.#changed(policy);
  }

  #remove(policy: string, pod: string): void {
    const account = this.#accounts.get(policy);
    const entry = account?.pods.get(pod);
    if (account === undefined || entry === undefined) return;
    account.pods.delete(pod);
    account.held.add(entry.requests, -1, this.#clock.monotonic());
    this.#changed(policy);
  }

  #account(policy: string): Account {
    const known = this.#accounts.get(policy);
    if (known !== undefined) return known;
    const account: Account = {pods: new Map(), held: new HeldMeter(this.#clock.monotonic())};
    this.#accounts.set(policy, account);
    return account;
  }

  #changed(policy: string): void {
    for (const listener of this.#listeners) listener(policy);
  }
}
