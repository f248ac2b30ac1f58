import type {Policy} from '../../domain/policy.ts';
import {inSlices} from '../../runtime/in-slices.ts';
import type {TimeSlice} from '../../runtime/time-slice.ts';
import {type ClusterState} from '../cluster-state.ts';
import type {WorkloadView} from '../views/workload-view.ts';
import type {Evaluation} from '../workload/evaluate.ts';
import type {IsNews} from '../workload/workload-controller.ts';
import {hasWhatItNeeds} from './finalizer.ts';

export interface SweepOptions {
  readonly state: ClusterState;
  /** Shared with those who act on what is found. */
  readonly slice: TimeSlice;
  readonly observe: (view: WorkloadView, isNews: IsNews) => Evaluation;
  readonly isBehind: (view: WorkloadView) => boolean;
  /** It has been looked at, and a policy says something of it. */
  readonly isKnown: (workload: string) => boolean;
  /** Puts a workload that is to be acted on into its queue. */
  readonly enqueue: (workload: string) => void;
}

/** Looks at every workload that a policy may reach after the policy changed, before anything is started under it. */
export class Sweep {
  readonly #options: SweepOptions;
  readonly #swept = new Map<string, string>();
  /** Workloads that asked before their policy's sweep was through: it may have looked past them. */
  readonly #early = new Map<string, Set<string>>();
  /** Keys of the policies that were there at start, until everything has been looked at once: nothing under them is news. */
  readonly #old = new Set<string>();
  #isFirst = true;
  /** The first look at everything, while it is under way. */
  #first: Promise<void> | undefined;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** All workloads that bear on its pace have been looked at under this very version of the policy. */
  isComplete(policy: Policy): boolean {
    return this.#swept.get(policy.key) === versionOf(policy);
  }

  /** All workloads, whatever they bear, have been looked at under this very version of the policy. */
  hasLookedAtAll(policy: Policy): boolean {
    return !this.#isFirst && this.isComplete(policy);
  }

  /** Whether anything may be started under the policy; a workload that asks too early is looked at again when it may. */
  admits(policy: Policy, workload: string): boolean {
    if (this.isComplete(policy)) return true;
    this.#early.set(policy.key, (this.#early.get(policy.key) ?? new Set()).add(workload));
    return false;
  }

  async ifChanged(policy: Policy, signal: AbortSignal): Promise<void> {
    if (this.#isFirst) await this.everything(signal);
    if (this.isComplete(policy)) return;
    await this.again(policy, signal);
  }

  async again(policy: Policy, signal: AbortSignal): Promise<void> {
    const version = versionOf(policy);
    const toAct = new Set<string>();
    await this.#look(this.#in(policy.namespace), signal, key => toAct.add(key));
    if (signal.aborted) return;
    this.#swept.set(policy.key, version);
    const early = this.#early.get(policy.key) ?? [];
    this.#early.delete(policy.key);
    await inSlices(this.#options.slice, new Set([...toAct, ...early]), this.#options.enqueue);
  }

  /** What is found is handed on at once, while the rest is looked at. The first time whoever asks waits for the same look. */
  async everything(signal: AbortSignal): Promise<void> {
    if (!this.#isFirst) return this.#look(this.#in(undefined), signal, this.#options.enqueue);
    this.#first ??= this.#lookFirst(signal).finally(() => (this.#first = undefined));
    return this.#first;
  }

  async #lookFirst(signal: AbortSignal): Promise<void> {
    const {isKnown, enqueue} = this.#options;
    // What a worker has come to meanwhile may be news, which this look would take note of without a word.
    await this.#look(this.#in(undefined), signal, enqueue, isKnown);
    this.#isFirst = false;
    this.#old.clear();
  }

  async afterRemoval(key: string, signal: AbortSignal): Promise<void> {
    this.#swept.delete(key);
    this.#early.delete(key);
    const slash = key.indexOf('/');
    await this.#look(this.#in(slash < 0 ? undefined : key.slice(0, slash)), signal, this.#options.enqueue);
  }

  /**
   * At start: looks at what bears a mark of Outrigger's. Nothing else can be converted, rolling or put back, so that every
   * policy may start its work then, while whoever tells how a policy stands looks at all the others.
   */
  async begin(signal: AbortSignal): Promise<void> {
    const policies = this.#options.state.allPolicies();
    for (const {key} of policies) this.#old.add(key);
    const marked = this.#in(undefined).filter(view => view.marked);
    await this.#look(marked, signal, this.#options.enqueue);
    for (const policy of policies) this.#swept.set(policy.key, versionOf(policy));
    // All that is found will be news, and a first look at everything would be for nothing.
    if (policies.length === 0) this.#isFirst = false;
  }

  readonly #isNews: IsNews = policy => !this.#old.has(policy);

  /** A copy: the stores go on changing while other work has its turn. */
  #in(namespace: string | undefined): readonly WorkloadView[] {
    return [...this.#options.state.workloads(namespace)];
  }

  /** `act` is called with the key of each in which something is to be done. */
  async #look(
    views: readonly WorkloadView[],
    signal: AbortSignal,
    act: (workload: string) => void,
    passOver: (workload: string) => boolean = () => false,
  ): Promise<void> {
    const {state, slice, observe, isBehind} = this.#options;
    for (const {key} of views) {
      if (slice.used) await slice.next();
      if (signal.aborted) return;
      const current = state.workload(key);
      if (current === undefined || isBehind(current) || passOver(key)) continue;
      if (wantsAction(observe(current, this.#isNews))) act(key);
    }
  }
}

/**
 * What identifies a policy's spec: a policy that was deleted and made again is another one, and one that has got its
 * finalizer or goes on after a pause may start what it could not before.
 */
function versionOf(policy: Policy): string {
  return `${policy.uid}/${policy.generation}/${policy.deleting}/${policy.suspend}/${hasWhatItNeeds(policy)}`;
}

function wantsAction({governing, outcomes}: Evaluation): boolean {
  const action = governing === undefined ? undefined : outcomes.get(governing.key)?.action;
  return action !== undefined && action.type !== 'None';
}
