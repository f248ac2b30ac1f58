import type {Policy} from '../../domain/policy.ts';
import type {Clock} from '../../runtime/clock.ts';
import {viewKey} from '../cluster-state.ts';
import type {WorkloadView} from '../views/workload-view.ts';

interface Refusal {
  /** The workload and the policy that it was about, as text: any change of either ends it. */
  readonly about: string;
  readonly message: string;
  /** On the monotonic clock. */
  readonly until: number;
}

/** What the API server did not take, so that the same request is not sent with every event. */
export class Refusals {
  readonly #refusals = new Map<string, Refusal>();
  readonly #clock: Clock;
  readonly #seconds: number;

  constructor(clock: Clock, seconds: number) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  note(view: WorkloadView, policy: Policy, message: string): void {
    this.#refusals.set(viewKey(view), {
      about: aboutOf(view, policy),
      message,
      until: this.#clock.monotonic() + this.#seconds * 1000,
    });
  }

  /** The server's answer; undefined: nothing was refused, something has changed since, or it is time to try again. */
  of(view: WorkloadView, policy: Policy): string | undefined {
    const refusal = this.#refusals.get(viewKey(view));
    if (refusal === undefined || this.#clock.monotonic() >= refusal.until) return undefined;
    return refusal.about === aboutOf(view, policy) ? refusal.message : undefined;
  }

  forget(workload: string): void {
    this.#refusals.delete(workload);
  }
}

function aboutOf(view: WorkloadView, policy: Policy): string {
  return `${policy.uid}/${policy.generation} ${view.text}`;
}
