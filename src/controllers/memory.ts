import type {Progress} from '../domain/pace/progress.ts';

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

  forget(workload: string): void {
    this.#seen.delete(workload);
  }
}
