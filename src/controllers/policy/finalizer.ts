import {REVERT_FINALIZER} from '../../api/constants.ts';
import type {Policy} from '../../domain/policy.ts';
import {isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {DONE, retry, type Result} from '../../runtime/result.ts';
import type {PolicyView} from '../views/policy-view.ts';

export interface FinalizerOptions {
  readonly rest: Rest;
  readonly dryRun: boolean;
  /** A workload bears the policy's mark. */
  readonly hasConverted: (policy: PolicyView) => boolean;
}

/** Keeps `outrigger.dev/revert` on exactly the policies that need it: with `onDelete: Revert` and something to revert. */
export class Finalizer {
  readonly #options: FinalizerOptions;

  constructor(options: FinalizerOptions) {
    this.#options = options;
  }

  /** Adds or removes it as the spec says. */
  async ensure(policy: PolicyView, {log}: ReconcileContext): Promise<Result> {
    const has = policy.finalizers.includes(REVERT_FINALIZER);
    if (policy.conversion.onDelete === 'Keep') return has ? this.remove(policy) : DONE;
    // A policy in Audit that is told to revert may have converted something before.
    if (has || !(policy.conversion.mode === 'Enforce' || this.#options.hasConverted(policy))) return DONE;
    if (!this.#options.dryRun) log.info('policy will be waited for when it is deleted', {policy: policy.key});
    return this.#write(policy, [...policy.finalizers, REVERT_FINALIZER]);
  }

  async remove(policy: PolicyView): Promise<Result> {
    const others = policy.finalizers.filter(name => name !== REVERT_FINALIZER);
    return this.#write(policy, others);
  }

  /** The version makes it safe against somebody who changes the list at the same time. */
  async #write(policy: PolicyView, finalizers: readonly string[]): Promise<Result> {
    const path = objectPath(RESOURCES[policy.kind], policy);
    const metadata = {finalizers, resourceVersion: policy.resourceVersion};
    try {
      await this.#options.rest.mergePatch(path, {metadata}, {dryRun: this.#options.dryRun});
      return DONE;
    } catch (error) {
      if (isNotFound(error)) return DONE;
      if (isConflict(error)) return retry('the policy has changed meanwhile');
      throw error;
    }
  }
}

/** What was converted under it could be put back, should it be deleted. */
export function hasWhatItNeeds(policy: Policy): boolean {
  return policy.conversion.onDelete === 'Keep' || policy.finalizers.includes(REVERT_FINALIZER);
}
