import type {Policy} from '../../domain/policy.ts';
import type {Announcer} from '../announcer.ts';
import {toldSince, type Pauses} from '../pauses.ts';
import type {Sweep} from './sweep.ts';

export interface PauseWatchOptions {
  readonly pauses: Pick<Pauses, 'pauseOf'>;
  readonly sweep: Pick<Sweep, 'again'>;
  readonly announcer: Pick<Announcer, 'paused' | 'resumed'>;
}

/** Notices that a policy has stopped by itself or goes on, tells people, and looks at its workloads again. */
export class PauseWatch {
  readonly #pauses: Pick<Pauses, 'pauseOf'>;
  readonly #sweep: Pick<Sweep, 'again'>;
  readonly #announcer: Pick<Announcer, 'paused' | 'resumed'>;
  readonly #paused = new Set<string>();
  /** Of which people know that they have stopped, and not yet that they go on. */
  readonly #told = new Set<string>();

  constructor({pauses, sweep, announcer}: PauseWatchOptions) {
    this.#pauses = pauses;
    this.#sweep = sweep;
    this.#announcer = announcer;
  }

  /** At start: a pause that the status tells of is no news. One that it does not was cut short by the end of a process. */
  begin(policies: readonly Policy[]): void {
    for (const policy of policies) {
      if (toldSince(policy) === undefined) continue;
      this.#paused.add(policy.key);
      this.#told.add(policy.key);
    }
  }

  async look(policy: Policy, signal: AbortSignal): Promise<void> {
    const paused = this.#pauses.pauseOf(policy) !== undefined;
    this.#tell(policy, paused);
    if (paused === this.#paused.has(policy.key)) return;
    if (!paused) this.#paused.delete(policy.key);
    else {
      this.#paused.add(policy.key);
      await this.#sweep.again(policy, signal);
    }
  }

  forget(policy: string): void {
    this.#paused.delete(policy);
    this.#told.delete(policy);
  }

  /** A policy that starts nothing anyway neither stops nor goes on. */
  #tell(policy: Policy, paused: boolean): void {
    const starts = policy.conversion.mode === 'Enforce' && !policy.suspend;
    if (!starts) return;
    if (paused && !this.#paused.has(policy.key)) {
      this.#told.add(policy.key);
      this.#announcer.paused(policy, pausedMessage(policy));
    } else if (!paused && this.#told.delete(policy.key)) this.#announcer.resumed(policy);
  }
}

function pausedMessage({conversion}: Policy): string {
  const {maxFailures} = conversion.rollout;
  return `stopped after ${maxFailures} workloads were put back; find out why, then edit the policy to go on`;
}
