import {REVERT_FINALIZER} from '../../api/constants.ts';
import type {Policy} from '../../domain/policy.ts';
import {ApiError, isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {Log} from '../../runtime/log.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import type {Stores} from '../cluster-state.ts';
import {storeOf} from './store-of.ts';
import type {PolicyView} from '../views/policy-view.ts';

export interface FinalizerOptions {
  readonly rest: Pick<Rest, 'mergePatch'>;
  readonly stores: Pick<Stores, 'policies' | 'clusterPolicies'>;
  readonly clock: Clock;
  readonly dryRun: boolean;
  /** A workload bears the policy's mark. */
  readonly hasConverted: (policy: PolicyView) => boolean;
}

/** A finalizer that the server refuses is tried again this often, and whenever the policy is edited. */
export const FINALIZER_RETRY_SECONDS = 300;

interface Refusal {
  readonly message: string;
  readonly uid: string;
  readonly generation: number;
  /** On the monotonic clock. */
  readonly at: number;
}

export type FinalizerResult =
  | Result
  /** Admission or permissions said no: trying the same again at once does not help. */
  | {readonly type: 'Refused'; readonly message: string};

/** Keeps `outrigger.dev/revert` on exactly the policies that need it: with `onDelete: Revert` and something to revert. */
export class Finalizer {
  readonly #options: FinalizerOptions;
  readonly #refusals = new Map<string, Refusal>();

  constructor(options: FinalizerOptions) {
    this.#options = options;
  }

  /** Adds or removes it as the spec says. */
  async ensure(policy: PolicyView, {log}: ReconcileContext): Promise<FinalizerResult> {
    const result = await this.#ensure(policy, log);
    if (result.type === 'Done') this.#refusals.delete(policy.key);
    return result;
  }

  async remove(policy: PolicyView, {log}: Pick<ReconcileContext, 'log'>): Promise<FinalizerResult> {
    const others = policy.finalizers.filter(name => name !== REVERT_FINALIZER);
    const problem = (message: string): string => `the finalizer ${REVERT_FINALIZER} cannot be removed: ${message}`;
    return this.#write(policy, {finalizers: others, problem, log});
  }

  /** What keeps the policy from having the finalizers that it should have; undefined: nothing that is known. */
  problemOf(policy: string): string | undefined {
    return this.#refusals.get(policy)?.message;
  }

  forget(policy: string): void {
    this.#refusals.delete(policy);
  }

  async #ensure(policy: PolicyView, log: Log): Promise<FinalizerResult> {
    const has = policy.finalizers.includes(REVERT_FINALIZER);
    if (policy.conversion.onDelete === 'Keep') return has ? this.remove(policy, {log}) : DONE;
    // A policy in Audit that is told to revert may have converted something before.
    if (has || !(policy.conversion.mode === 'Enforce' || this.#options.hasConverted(policy))) return DONE;
    const problem = (message: string): string =>
      `the finalizer ${REVERT_FINALIZER} cannot be written: ${message}; nothing is converted until it is`;
    const result = await this.#write(policy, {finalizers: [...policy.finalizers, REVERT_FINALIZER], problem, log});
    if (result.type === 'Done' && !this.#options.dryRun) {
      log.info('policy will be waited for when it is deleted', {policy: policy.key});
    }
    return result;
  }

  #refusedLately({key, uid, generation}: PolicyView): string | undefined {
    const known = this.#refusals.get(key);
    if (known === undefined || known.uid !== uid || known.generation !== generation) return undefined;
    const waited = this.#options.clock.monotonic() - known.at;
    return waited < FINALIZER_RETRY_SECONDS * 1000 ? known.message : undefined;
  }

  /** The version makes it safe against somebody who changes the list at the same time. */
  async #write(policy: PolicyView, {finalizers, problem, log}: Change): Promise<FinalizerResult> {
    const {rest, stores, clock, dryRun} = this.#options;
    if (dryRun) return DONE;
    const refused = this.#refusedLately(policy);
    if (refused !== undefined) return {type: 'Refused', message: refused};
    const store = storeOf(stores, policy);
    if (store.isBehind(policy.key)) return after(1);
    const path = objectPath(RESOURCES[policy.kind], policy);
    const metadata = {finalizers, resourceVersion: policy.resourceVersion};
    try {
      await store.write(policy.key, async () => rest.mergePatch(path, {metadata}));
      this.#refusals.delete(policy.key);
      return DONE;
    } catch (error) {
      if (isNotFound(error)) return DONE;
      if (isConflict(error)) return retry('the policy has changed meanwhile');
      if (!(error instanceof ApiError) || error.passing) throw error;
      const message = problem(error.message);
      this.#refusals.set(policy.key, {message, uid: policy.uid, generation: policy.generation, at: clock.monotonic()});
      log.warn('finalizer was refused', {policy: policy.key, reason: message});
      return {type: 'Refused', message};
    }
  }
}

interface Change {
  readonly finalizers: readonly string[];
  /** What people are told when the server says no. */
  readonly problem: (message: string) => string;
  readonly log: Log;
}

/** What was converted under it could be put back, should it be deleted. */
export function hasWhatItNeeds(policy: Policy): boolean {
  return policy.conversion.onDelete === 'Keep' || policy.finalizers.includes(REVERT_FINALIZER);
}
