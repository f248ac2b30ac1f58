import type {Policy} from '../../domain/policy.ts';
import type {Clock} from '../../runtime/clock.ts';
import {inSlices} from '../../runtime/in-slices.ts';
import {TimeSlice} from '../../runtime/time-slice.ts';
import {type ClusterState} from '../cluster-state.ts';
import type {WorkloadView} from '../views/workload-view.ts';
import type {Evaluation} from '../workload/evaluate.ts';
import {hasWhatItNeeds} from './finalizer.ts';

export interface SweepOptions {
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly observe: (view: WorkloadView, announce: 'Announce' | 'Silent') => Evaluation;
  readonly isBehind: (view: WorkloadView) => boolean;
  /** Puts a workload that is to be acted on into its queue. */
  readonly enqueue: (workload: string) => void;
}

/** Looks at every workload that a policy may reach after the policy changed, before anything is started under it. */
export class Sweep {
  readonly #options: SweepOptions;
  readonly #swept = new Map<string, string>();
  /** Workloads that asked before their policy's sweep was through: it may have looked past them. */
  readonly #early = new Map<string, Set<string>>();

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** All workloads have been looked at under this very version of the policy. */
  isComplete(policy: Policy): boolean {
    return this.#swept.get(policy.key) === versionOf(policy);
  }

  /** Whether anything may be started under the policy; a workload that asks too early is looked at again when it may. */
  admits(policy: Policy, workload: string): boolean {
    if (this.isComplete(policy)) return true;
    this.#early.set(policy.key, (this.#early.get(policy.key) ?? new Set()).add(workload));
    return false;
  }

  async ifChanged(policy: Policy, signal: AbortSignal): Promise<void> {
    if (this.isComplete(policy)) return;
    await this.again(policy, signal);
  }

  async again(policy: Policy, signal: AbortSignal): Promise<void> {
    const version = versionOf(policy);
    const toAct = await this.#look(policy.namespace, signal, 'Announce');
    if (signal.aborted) return;
    this.#swept.set(policy.key, version);
    const early = this.#early.get(policy.key) ?? [];
    this.#early.delete(policy.key);
    await this.#enqueue(new Set([...toAct, ...early]));
  }

  async everything(signal: AbortSignal): Promise<void> {
    const toAct = await this.#look(undefined, signal, 'Announce');
    await this.#enqueue(toAct);
  }

  async afterRemoval(key: string, signal: AbortSignal): Promise<void> {
    this.#swept.delete(key);
    this.#early.delete(key);
    const slash = key.indexOf('/');
    const toAct = await this.#look(slash < 0 ? undefined : key.slice(0, slash), signal, 'Announce');
    await this.#enqueue(toAct);
  }

  /** At start, silently: nothing of what is found is news. Every policy counts as swept afterwards. */
  async first(signal: AbortSignal): Promise<void> {
    const policies = this.#options.state.allPolicies();
    const toAct = await this.#look(undefined, signal, 'Silent');
    for (const policy of policies) this.#swept.set(policy.key, versionOf(policy));
    await this.#enqueue(toAct);
  }

  async #enqueue(workloads: Iterable<string>): Promise<void> {
    await inSlices(this.#options.clock, workloads, this.#options.enqueue);
  }

  async #look(namespace: string | undefined, signal: AbortSignal, announce: 'Announce' | 'Silent'): Promise<string[]> {
    const {state, clock, observe, isBehind} = this.#options;
    const toAct: string[] = [];
    const slice = new TimeSlice(clock);
    // A copy: the stores go on changing while other work has its turn.
    const views = [...state.workloads(namespace)];
    for (const view of views) {
      if (slice.used) await slice.next();
      if (signal.aborted) return toAct;
      const current = state.workload(view.key);
      if (current === undefined || isBehind(current)) continue;
      if (wantsAction(observe(current, announce))) toAct.push(current.key);
    }
    return toAct;
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
