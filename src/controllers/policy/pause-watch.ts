import type {Policy} from '../../domain/policy.ts';
import type {Announcer} from '../announcer.ts';
import {toldSince, type Pauses} from '../pauses.ts';
import type {Sweep} from './sweep.ts';

/** Notices that a policy has stopped by itself or goes on, tells people, and looks at its workloads again. */
export class PauseWatch {
  readonly #pauses: Pauses;
  readonly #sweep: Sweep;
  readonly #announcer: Announcer;
  readonly #paused = new Set<string>();

  constructor({pauses, sweep, announcer}: {pauses: Pauses; sweep: Sweep; announcer: Announcer}) {
    this.#pauses = pauses;
    this.#sweep = sweep;
    this.#announcer = announcer;
  }

  /** At start: a pause that the status tells of is no news. One that it does not was cut short by the end of a process. */
  begin(policies: readonly Policy[]): void {
    for (const policy of policies) if (toldSince(policy) !== undefined) this.#paused.add(policy.key);
  }

  async look(policy: Policy, signal: AbortSignal): Promise<void> {
    const paused = this.#pauses.pauseOf(policy) !== undefined;
    if (paused === this.#paused.has(policy.key)) return;
    if (paused) {
      this.#paused.add(policy.key);
      this.#announcer.paused(policy, pausedMessage(policy));
      await this.#sweep.again(policy, signal);
    } else {
      this.#paused.delete(policy.key);
      this.#announcer.resumed(policy);
    }
  }
}

function pausedMessage({conversion}: Policy): string {
  const {maxFailures} = conversion.rollout;
  return `stopped after ${maxFailures} workloads were put back; find out why, then edit the policy to go on`;
}
