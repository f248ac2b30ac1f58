import {REVERT_FINALIZER} from '../../api/constants.ts';
import {governingPolicy} from '../../domain/governance.ts';
import type {RolloutView} from '../../domain/pace/rollout.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import type {Announcer} from '../announcer.ts';
import {viewKey, type ClusterState} from '../cluster-state.ts';
import {maxConcurrent} from '../ledger/slots.ts';
import type {PolicyView} from '../views/policy-view.ts';
import {workloadFrom, type WorkloadView} from '../views/workload-view.ts';
import type {WorkloadWriter} from '../workload/writer.ts';
import type {Finalizer} from './finalizer.ts';

export interface DepartureOptions {
  readonly state: ClusterState;
  readonly writer: WorkloadWriter;
  readonly finalizer: Finalizer;
  readonly announcer: Announcer;
  readonly clock: Clock;
  /** Another look at a workload: the event of our write may have come while the write was under way. */
  readonly lookAgain: (workload: string) => void;
}

export type DepartureResult =
  /** The finalizer is off (or was never there). */
  | {readonly type: 'Gone'}
  /** So many workloads are still converted or on their way back. */
  | {readonly type: 'Waiting'; readonly left: number};

interface Leaving {
  /** Put back, rollout not seen complete; when that began, on the monotonic clock. */
  readonly rolling: Map<string, number>;
  /** Tried once and refused: they stay converted, the policy goes all the same. */
  readonly failed: Set<string>;
}

/** Puts back what a deleted policy with `onDelete: Revert` has converted, at the policy's pace, then lets it go. */
export class Departure {
  readonly #options: DepartureOptions;
  readonly #leaving = new Map<string, Leaving>();

  constructor(options: DepartureOptions) {
    this.#options = options;
  }

  async proceed(policy: PolicyView, context: ReconcileContext): Promise<DepartureResult> {
    if (!policy.finalizers.includes(REVERT_FINALIZER)) return {type: 'Gone'};
    const {state, finalizer} = this.#options;
    const terminating = policy.namespace !== undefined && state.isTerminating(policy.namespace);
    const left = terminating || policy.conversion.onDelete === 'Keep' ? 0 : await this.#revert(policy, context);
    if (left > 0) return {type: 'Waiting', left};
    const removed = await finalizer.remove(policy);
    return removed.type === 'Done' ? {type: 'Gone'} : {type: 'Waiting', left: 0};
  }

  forget(policy: string): void {
    this.#leaving.delete(policy);
  }

  async #revert(policy: PolicyView, context: ReconcileContext): Promise<number> {
    const leaving = this.#leaving.get(policy.key) ?? {rolling: new Map<string, number>(), failed: new Set<string>()};
    this.#leaving.set(policy.key, leaving);
    this.#settleRolling(policy, leaving);
    const converted = this.#converted(policy, leaving);
    const total = converted.length + leaving.rolling.size;
    const room = maxConcurrent(policy.conversion.rollout.maxConcurrent, total) - leaving.rolling.size;
    for (const view of converted.slice(0, Math.max(0, room))) {
      if (context.signal.aborted) break;
      await this.#revertOne(view, policy, {leaving, context});
    }
    return this.#converted(policy, leaving).length + leaving.rolling.size;
  }

  async #revertOne(view: WorkloadView, policy: PolicyView, {leaving, context}: Trip): Promise<void> {
    const {writer, announcer, clock} = this.#options;
    // Its last write may not be in the store yet; the next look has it.
    if (writer.isBehind(view)) return;
    const result = await writer.revert(view, policy);
    this.#options.lookAgain(viewKey(view));
    if (result.type === 'Written') {
      leaving.rolling.set(viewKey(view), clock.monotonic());
      announcer.reverted(view, policy, result.notes);
    } else if (result.type === 'Refused' || result.type === 'DryRun') {
      const message = result.type === 'Refused' ? result.message : 'dry run';
      leaving.failed.add(viewKey(view));
      announcer.notReverted(view, policy, message);
      context.log.warn('workload could not be put back', {workload: viewKey(view), reason: message});
    }
  }

  /** Still bears the policy's mark, is governed by no other policy, and was not tried in vain. */
  #converted(policy: PolicyView, {failed, rolling}: Leaving): readonly WorkloadView[] {
    const {state} = this.#options;
    return [...state.workloads(policy.namespace)].filter(view => {
      if (view.claim !== policy.key || view.deleting || state.isTerminating(view.namespace)) return false;
      if (failed.has(viewKey(view)) || rolling.has(viewKey(view))) return false;
      return (
        governingPolicy(workloadFrom(view), state.policiesOf(view.namespace), state.factsOf(view.namespace)) ===
        undefined
      );
    });
  }

  /** Drops from the way back what has arrived, is gone, or takes longer than the policy gives it. */
  #settleRolling(policy: PolicyView, {rolling}: Leaving): void {
    const {state, clock, writer} = this.#options;
    const deadline = policy.conversion.rollout.progressDeadlineSeconds * 1000;
    for (const [key, since] of rolling) {
      const view = state.workload(key);
      const behind = view !== undefined && writer.isBehind(view);
      const arrived = view === undefined || (!behind && view.claim === undefined && view.rollout.complete);
      const waitsForPerson = view !== undefined && !behind && waits(view.rollout);
      if (arrived || waitsForPerson || clock.monotonic() - since > deadline) rolling.delete(key);
    }
  }
}

/** Written, and nothing more can be seen by waiting: somebody has to delete pods or resume the rollout. */
function waits({strategy, paused}: RolloutView): boolean {
  return strategy !== 'Rolling' || paused;
}

interface Trip {
  readonly leaving: Leaving;
  readonly context: ReconcileContext;
}
