import {DegradedReason} from '../api/reasons.ts';
import {objectsAt, stringAt} from '../domain/json.ts';
import type {Policy} from '../domain/policy.ts';
import {pausedSince} from '../domain/status/conditions.ts';
import type {Ledger} from './ledger/ledger.ts';

interface Pause {
  readonly uid: string;
  readonly generation: number;
  /** RFC 3339. */
  readonly since: string;
}

export interface PausesOptions {
  readonly ledger: Pick<Ledger, 'counts'>;
  readonly now: () => number;
  /** All workloads have been looked at under this very version of the policy. */
  readonly isComplete: (policy: Policy) => boolean;
}

/**
 * Which policies have stopped after `maxFailures` failures. A pause lasts until the policy's generation changes;
 * over a restart it is remembered by the policy's own condition and by the marks on the failed workloads.
 */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();
  readonly #options: PausesOptions;

  constructor(options: PausesOptions) {
    this.#options = options;
  }

  /** Undefined: the policy goes on. */
  pauseOf(policy: Policy): {readonly since: string} | undefined {
    const known = this.#pauses.get(policy.key);
    if (known !== undefined && known.uid === policy.uid && known.generation === policy.generation) return known;
    const since = toldSince(policy) ?? this.#reached(policy);
    if (since === undefined) return undefined;
    const pause = {uid: policy.uid, generation: policy.generation, since};
    this.#pauses.set(policy.key, pause);
    return pause;
  }

  forget(policy: string): void {
    this.#pauses.delete(policy);
  }

  #reached(policy: Policy): string | undefined {
    const {ledger, now, isComplete} = this.#options;
    // Until then the ledger still counts what failed before the policy was changed.
    if (!isComplete(policy)) return undefined;
    const {maxFailures} = policy.conversion.rollout;
    return ledger.counts(policy.key).failed >= maxFailures ? new Date(now()).toISOString() : undefined;
  }
}

/** What the policy's own status says; undefined: not that it has stopped. */
export function toldSince(policy: Policy): string | undefined {
  const degraded = objectsAt(policy.status, 'conditions').find(
    each => each['reason'] === DegradedReason.Paused && each['type'] === 'Degraded' && each['status'] === 'True',
  );
  if (degraded === undefined || degraded['observedGeneration'] !== policy.generation) return undefined;
  return pausedSince(degraded) ?? stringAt(degraded, 'lastTransitionTime');
}

/** The policy for those who do not see what the leader counts: as if suspended, once its status says that it has stopped. */
export function suspendedIfStopped<P extends Policy>(policy: P): P {
  return toldSince(policy) === undefined ? policy : {...policy, suspend: true};
}
