import type {Progress} from '../domain/pace/progress.ts';

interface Seen {
  readonly convertedAt: string;
  readonly seen: 'Rolling' | 'Settled';
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

  note(workload: string, convertedAt: string | undefined, progress: Progress): void {
    if (convertedAt === undefined) this.#seen.delete(workload);
    else if (progress.type === 'Rolling') this.#seen.set(workload, {convertedAt, seen: 'Rolling'});
    // Unproven and AwaitsRestart can still turn out either way.
    else if (progress.type === 'Settled' && progress.reason === undefined) {
      this.#seen.set(workload, {convertedAt, seen: 'Settled'});
    }
  }

  forget(workload: string): void {
    this.#seen.delete(workload);
  }
}
