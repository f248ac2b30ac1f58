import {REVERT_FINALIZER} from '../../api/constants.ts';
import {governingPolicy} from '../../domain/governance.ts';
import {isTemplateKind} from '../../domain/template-kinds.ts';
import {ApiError} from '../../kube/api-error.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import type {Announcer} from '../announcer.ts';
import {type ClusterState} from '../cluster-state.ts';
import {maxConcurrent, type Slots} from '../ledger/slots.ts';
import type {PolicyView} from '../views/policy-view.ts';
import {workloadFrom, type WorkloadView} from '../views/workload-view.ts';
import {NEVER_THE_SAME, Races} from '../workload/races.ts';
import type {WorkloadWriter, WriteResult} from '../workload/writer.ts';
import {reversionWrite} from '../workload/writes.ts';
import type {Finalizer} from './finalizer.ts';
import {waitsForPerson, wayBack} from './way-back.ts';

export interface DepartureOptions {
  readonly state: Pick<ClusterState, 'isTerminating' | 'workloads' | 'workload' | 'policiesOf' | 'factsOf'>;
  readonly slots: Pick<Slots, 'reserved'>;
  readonly writer: Pick<WorkloadWriter, 'isBehind' | 'send'>;
  readonly finalizer: Pick<Finalizer, 'remove'>;
  readonly announcer: Pick<Announcer, 'reverted' | 'notReverted'>;
  readonly clock: Clock;
  /** Another look at a workload: the event of our write may have come while the write was under way. */
  readonly lookAgain: (workload: string) => void;
}

export type DepartureResult =
  /** The finalizer is off (or was never there). */
  | {readonly type: 'Gone'}
  /** So many workloads are still converted or on their way back. `refusedFor`: the finalizer cannot be taken off, in seconds. */
  | {readonly type: 'Waiting'; readonly left: number; readonly refusedFor?: number};

interface Leaving {
  /** The most workloads that it had to put back: the pace is a share of these, not of what is left. */
  total: number;
  /** Put back, rollout not seen complete; when that began, on the monotonic clock. */
  readonly rolling: Map<string, number>;
  /** Tried once and refused: they stay converted, the policy goes all the same. */
  readonly failed: Set<string>;
  /** The server was too busy for them; since when, on the monotonic clock. */
  readonly delayed: Map<string, number>;
  readonly races: Races;
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
    const removed = await finalizer.remove(policy, context);
    if (removed.type === 'Done') return {type: 'Gone'};
    return {type: 'Waiting', left: 0, ...(removed.type === 'Refused' ? {refusedFor: removed.seconds} : {})};
  }

  forget(policy: string): void {
    this.#leaving.delete(policy);
  }

  async #revert(policy: PolicyView, context: ReconcileContext): Promise<number> {
    const leaving = this.#leaving.get(policy.key) ?? this.#begin(policy);
    this.#leaving.set(policy.key, leaving);
    this.#settleRolling(policy, leaving);
    // Counted before the workloads are: what is not in flight any more is seen among them.
    const inFlight = this.#options.slots.reserved(policy.key);
    const converted = this.#converted(policy, leaving);
    leaving.total = Math.max(leaving.total, converted.length + leaving.rolling.size);
    const most = maxConcurrent(policy.conversion.rollout.maxConcurrent, leaving.total);
    for (const view of lastWhere(converted, each => leaving.delayed.has(each.key))) {
      if (context.signal.aborted || leaving.rolling.size >= most) break;
      if ((await this.#revertOne(view, policy, {leaving, context})) === 'ServerBusy') break;
    }
    return converted.filter(view => isLeft(view, leaving)).length + leaving.rolling.size + inFlight;
  }

  /** An earlier process may have begun: what it put back is on its way, and counts. */
  #begin(policy: PolicyView): Leaving {
    const {state, clock} = this.#options;
    const rolling = wayBack(policy, state, clock);
    return {total: 0, rolling, failed: new Set(), delayed: new Map(), races: new Races()};
  }

  async #revertOne(view: WorkloadView, policy: PolicyView, trip: Trip): Promise<'Next' | 'ServerBusy'> {
    const {writer, announcer, clock} = this.#options;
    const {leaving} = trip;
    // Its last write may not be in the store yet; the next look has it.
    if (writer.isBehind(view)) return 'Next';
    const result = await this.#try(view, policy, trip);
    if (result === 'ServerBusy') return result;
    leaving.delayed.delete(view.key);
    this.#options.lookAgain(view.key);
    if (result.type === 'Written') {
      leaving.rolling.set(view.key, clock.monotonic());
      announcer.reverted(view, policy, result.notes);
    } else if (result.type === 'Refused') this.#fail(view, policy, {...trip, message: result.message});
    else if (result.type === 'DryRun') this.#fail(view, policy, {...trip, message: 'dry run'});
    else if (result.type === 'Raced' && !leaving.races.lost(view)) {
      this.#fail(view, policy, {...trip, message: NEVER_THE_SAME});
    }
    return 'Next';
  }

  /** @throws what is no answer of the server: it is away, and nothing has been tried. */
  async #try(view: WorkloadView, policy: PolicyView, {leaving}: Trip): Promise<WriteResult | 'ServerBusy'> {
    const {writer, clock} = this.#options;
    try {
      return await writer.send(reversionWrite({view, workload: workloadFrom(view)}));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const since = leaving.delayed.get(view.key) ?? clock.monotonic();
      leaving.delayed.set(view.key, since);
      const waited = clock.monotonic() - since >= policy.conversion.rollout.progressDeadlineSeconds * 1000;
      // A webhook that does not work is a 500, and may not work for ever.
      if (isBusy(error) && !waited) return 'ServerBusy';
      return {type: 'Refused', message: error.message, forbidden: false};
    }
  }

  #fail(view: WorkloadView, policy: PolicyView, {leaving, context, message}: Trip & {readonly message: string}): void {
    leaving.failed.add(view.key);
    this.#options.announcer.notReverted(view, policy, message);
    context.log.warn('workload could not be put back', {workload: view.key, reason: message});
  }

  /** Still bears the policy's mark, is governed by no other policy, and was not tried in vain. */
  #converted(policy: PolicyView, leaving: Leaving): readonly WorkloadView[] {
    const {state} = this.#options;
    const candidates = [...state.workloads(policy.namespace)].filter(
      view => view.claim === policy.key && isHere(view) && !state.isTerminating(view.namespace),
    );
    const here = candidates.filter(view => isLeft(view, leaving));
    const policies = new Map(here.map(({namespace}) => [namespace, state.policiesOf(namespace)]));
    return here.filter(view => {
      const others = (policies.get(view.namespace) ?? []).filter(({key}) => key !== policy.key);
      if (others.length === 0) return true;
      return governingPolicy(workloadFrom(view), others, state.factsOf(view.namespace)) === undefined;
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
      const waits = view !== undefined && !behind && waitsForPerson(view.rollout);
      if (arrived || waits || clock.monotonic() - since > deadline) rolling.delete(key);
    }
  }
}

function isLeft(view: WorkloadView, {failed, rolling}: Leaving): boolean {
  return !failed.has(view.key) && !rolling.has(view.key);
}

/** The server is not able to answer just now, whatever it is asked: unlike a 500, that is not about the object. */
function isBusy(error: ApiError): boolean {
  return error.passing && error.status !== 500;
}

function lastWhere<T>(values: readonly T[], isLast: (value: T) => boolean): readonly T[] {
  return [...values.filter(value => !isLast(value)), ...values.filter(isLast)];
}

interface Trip {
  readonly leaving: Leaving;
  readonly context: ReconcileContext;
}

/** A pod that was converted when it was created bears the mark for people, and stays as it is. */
function isHere({kind, deleting}: WorkloadView): boolean {
  return isTemplateKind(kind) && !deleting;
}
