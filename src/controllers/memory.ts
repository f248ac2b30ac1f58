import type {Progress} from '../domain/pace/progress.ts';
import type {Sighting} from '../domain/pace/sighting.ts';

interface Seen {
  readonly convertedAt: string;
  readonly seen: 'Rolling' | 'Settled';
}

interface Noted {
  /** The mark's text. */
  readonly convertedAt: string | undefined;
  readonly progress: Progress;
  readonly touched: boolean;
}

/**
 * What this process has seen of conversions with its own eyes. Lost on a restart, on purpose: what is decided
 * without it comes from the cluster alone (see `progressOf`).
 */
export class ConversionMemory {
  readonly #seen = new Map<string, Seen>();
  /** Workloads of which a pod was seen with the native sidecar that an injector adds. */
  readonly #native = new Set<string>();

  /** Of the conversion that was written at `convertedAt` (the mark's text). */
  seen(workload: string, convertedAt: string | undefined): 'Nothing' | 'Rolling' | 'Settled' {
    const seen = this.#seen.get(workload);
    return seen === undefined || seen.convertedAt !== convertedAt ? 'Nothing' : seen.seen;
  }

  /** `touched`: somebody else has written since, so a rollout that is first seen now may be theirs. */
  note(workload: string, {convertedAt, progress, touched}: Noted): void {
    if (convertedAt === undefined) this.#seen.delete(workload);
    else if (progress.type === 'Rolling' && !touched) this.#seen.set(workload, {convertedAt, seen: 'Rolling'});
    // Unproven can still turn out either way; what waits for a person is theirs from now on.
    else if (progress.type === 'Settled' && progress.reason !== 'Unproven') {
      this.#seen.set(workload, {convertedAt, seen: 'Settled'});
    }
  }

  /** What its pods showed last: between two runs of a CronJob there are none. */
  sighting(workload: string, now: Sighting): Sighting {
    if (now === 'Native') this.#native.add(workload);
    else if (now === 'Classic') this.#native.delete(workload);
    return this.#native.has(workload) ? 'Native' : now;
  }

  forget(workload: string): void {
    this.#seen.delete(workload);
    this.#native.delete(workload);
  }
}
