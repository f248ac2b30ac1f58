import type {ReconcileContext} from '../../runtime/controller.ts';
import {asError} from '../../runtime/errors.ts';
import {after, DONE, type Result} from '../../runtime/result.ts';
import {ALL_POLICIES} from '../changes.ts';
import type {ClusterState} from '../cluster-state.ts';
import type {JobLedger} from '../job/job-ledger.ts';
import type {Ledger} from '../ledger/ledger.ts';
import type {Slots} from '../ledger/slots.ts';
import type {Pauses} from '../pauses.ts';
import type {PolicyView} from '../views/policy-view.ts';
import type {RestartGate} from '../workload/restart-gate.ts';
import type {Departure} from './departure.ts';
import type {Finalizer, FinalizerResult} from './finalizer.ts';
import type {PauseWatch} from './pause-watch.ts';
import type {PolicyMetrics} from './policy-metrics.ts';
import type {StatusWriter} from './status-writer.ts';
import type {Sweep} from './sweep.ts';

export interface PolicyControllerOptions {
  readonly state: ClusterState;
  readonly ledger: Ledger;
  readonly slots: Slots;
  readonly pauses: Pauses;
  readonly sweep: Sweep;
  readonly finalizer: Finalizer;
  readonly departure: Departure;
  readonly pauseWatch: PauseWatch;
  readonly status: StatusWriter;
  readonly metrics: PolicyMetrics;
  readonly restartGate: Pick<RestartGate, 'note' | 'forget'>;
  readonly jobs: Pick<JobLedger, 'removePolicy'>;
  /** Takes the nodes of now into the facts. */
  readonly learnNodes: () => void;
}

/** One policy: look at all it selects when it changes, keep its finalizer, status and metrics, and see it off. */
export class PolicyController {
  readonly #options: PolicyControllerOptions;

  constructor(options: PolicyControllerOptions) {
    this.#options = options;
  }

  async reconcile(key: string, context: ReconcileContext): Promise<Result> {
    if (key === ALL_POLICIES) return this.#sweepAll(context);
    const {state, restartGate} = this.#options;
    const policy = state.policy(key);
    if (policy === undefined) return this.#forget(key, context);
    restartGate.note(policy);
    return policy.deleting ? this.#leave(policy, context) : this.#serve(policy, context);
  }

  /** Something that bears on every decision has changed: nodes, or the server. */
  async #sweepAll({signal}: ReconcileContext): Promise<Result> {
    this.#options.learnNodes();
    await this.#options.sweep.everything(signal);
    return DONE;
  }

  async #serve(policy: PolicyView, context: ReconcileContext): Promise<Result> {
    const {sweep, pauseWatch, metrics, status} = this.#options;
    const finalized = await this.#finalize(policy, context);
    await sweep.ifChanged(policy, context.signal);
    await pauseWatch.look(policy, context.signal);
    metrics.publish(policy);
    const wait = await status.write(policy, context);
    if (finalized.type === 'Failed') return {...finalized, seconds: wait};
    if (finalized.type === 'Retry') return finalized;
    return soonest(wait, waitOf(finalized));
  }

  /** A server that cannot take the finalizer now keeps nothing else from being looked at and told. */
  async #finalize(policy: PolicyView, context: ReconcileContext): Promise<FinalizerResult> {
    try {
      return await this.#options.finalizer.ensure(policy, context);
    } catch (thrown) {
      return {type: 'Failed', error: asError(thrown), seconds: undefined};
    }
  }

  /** Deleted with `onDelete: Revert`: workloads are put back before the finalizer goes. */
  async #leave(policy: PolicyView, context: ReconcileContext): Promise<Result> {
    const {sweep, departure, status} = this.#options;
    await sweep.ifChanged(policy, context.signal);
    const result = await departure.proceed(policy, context);
    if (result.type !== 'Gone') await status.write(policy, context, result.left);
    // The rollouts of what was put back are only seen by looking.
    return result.type === 'Gone' ? DONE : after(result.refusedFor ?? 1);
  }

  /** It is gone: others may govern now what it claimed. */
  async #forget(key: string, context: ReconcileContext): Promise<Result> {
    const {ledger, jobs, slots, pauses, pauseWatch, sweep, status, metrics, ...others} = this.#options;
    ledger.removePolicy(key);
    jobs.removePolicy(key);
    slots.forgetPolicy(key);
    pauses.forget(key);
    pauseWatch.forget(key);
    status.forget(key);
    for (const each of [others.finalizer, others.departure, others.restartGate]) each.forget(key);
    metrics.remove(key);
    await sweep.afterRemoval(key, context.signal);
    return DONE;
  }
}

/** In how many seconds the finalizer is to be looked at again. */
function waitOf(result: FinalizerResult): number | undefined {
  return result.type === 'After' || result.type === 'Refused' ? result.seconds : undefined;
}

function soonest(...waits: readonly (number | undefined)[]): Result {
  const seconds = Math.min(...waits.map(wait => wait ?? Infinity));
  return seconds === Infinity ? DONE : after(seconds);
}
