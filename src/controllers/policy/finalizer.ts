import {REVERT_FINALIZER} from '../../api/constants.ts';
import type {Policy} from '../../domain/policy.ts';
import {ApiError, isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {Log} from '../../runtime/log.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {errorMessage} from '../../runtime/errors.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import type {Stores} from '../cluster-state.ts';
import {Refusals, type Asked} from '../refusals.ts';
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

/** A finalizer that could not be written for so long is something that people should know of. */
const NEWS_SECONDS = 5;

interface Failure {
  readonly message: string;
  /** On the monotonic clock. */
  readonly since: number;
}

export type FinalizerResult =
  | Result
  /** Admission or permissions said no: trying the same again before these seconds does not help. */
  | {readonly type: 'Refused'; readonly message: string; readonly seconds: number};

/** Keeps `outrigger.dev/revert` on exactly the policies that need it: with `onDelete: Revert` and something to revert. */
export class Finalizer {
  readonly #options: FinalizerOptions;
  readonly #refusals: Refusals;
  /** Policies whose last try failed for a reason that may pass by itself. */
  readonly #failures = new Map<string, Failure>();

  constructor(options: FinalizerOptions) {
    this.#options = options;
    this.#refusals = new Refusals(options.clock);
  }

  /** Adds or removes it as the spec says. */
  async ensure(policy: PolicyView, {log}: ReconcileContext): Promise<FinalizerResult> {
    const result = await this.#ensure(policy, log);
    if (result.type === 'Done') this.forget(policy.key);
    return result;
  }

  async remove(policy: PolicyView, {log}: Pick<ReconcileContext, 'log'>): Promise<FinalizerResult> {
    const others = policy.finalizers.filter(name => name !== REVERT_FINALIZER);
    const problem = (message: string): string => `the finalizer ${REVERT_FINALIZER} cannot be removed: ${message}`;
    return this.#write(policy, {finalizers: others, problem, log});
  }

  /** What keeps the policy from having the finalizers that it should have; undefined: nothing that is known. */
  problemOf(policy: string): string | undefined {
    const refusal = this.#refusals.messageOf(policy);
    if (refusal !== undefined) return refusal;
    const failure = this.#failures.get(policy);
    if (failure === undefined) return undefined;
    return this.#options.clock.monotonic() - failure.since < NEWS_SECONDS * 1000 ? undefined : failure.message;
  }

  forget(policy: string): void {
    this.#refusals.forget(policy);
    this.#failures.delete(policy);
  }

  #noteFailure({key}: PolicyView, message: string): void {
    const since = this.#failures.get(key)?.since ?? this.#options.clock.monotonic();
    this.#failures.set(key, {message, since});
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

  /** The version makes it safe against somebody who changes the list at the same time. */
  async #write(policy: PolicyView, {finalizers, problem, log}: Change): Promise<FinalizerResult> {
    const {rest, stores, dryRun} = this.#options;
    if (dryRun) return DONE;
    const refused = this.#refusals.of(asked(policy));
    if (refused !== undefined) return {type: 'Refused', ...refused};
    const store = storeOf(stores, policy);
    if (store.isBehind(policy.key)) return after(1);
    const path = objectPath(RESOURCES[policy.kind], policy);
    const metadata = {finalizers, resourceVersion: policy.resourceVersion};
    try {
      await store.write(policy.key, async () => rest.mergePatch(path, {metadata}));
      this.forget(policy.key);
      return DONE;
    } catch (error) {
      if (isNotFound(error)) return DONE;
      if (isConflict(error)) return retry('the policy has changed meanwhile');
      if (!(error instanceof ApiError) || error.passing) {
        this.#noteFailure(policy, problem(errorMessage(error)));
        throw error;
      }
      return this.#refused(policy, problem(error.message), log);
    }
  }

  #refused(policy: PolicyView, message: string, log: Log): FinalizerResult {
    const {seconds, again} = this.#refusals.note(asked(policy), message);
    const fields = {policy: policy.key, reason: message};
    if (again) log.debug('finalizer was refused again', fields);
    else log.warn('finalizer was refused', fields);
    return {type: 'Refused', message, seconds};
  }
}

/** An edit of the policy does not wait for what was refused before. */
function asked({key, uid, generation}: PolicyView): Asked {
  return {key, about: `${uid}/${generation}`};
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
