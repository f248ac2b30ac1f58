import type {FailedMark} from '../domain/pace/failed-mark.ts';
import type {RestartMark} from '../domain/pace/restart-mark.ts';
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

export interface PodFailure {
  readonly mark: FailedMark;
  /** On the object, which counts from then on; in memory: of Jobs, which cannot be marked, or a permission is missing. */
  readonly kept: 'OnObject' | 'InMemory';
}

/**
 * What this process has seen of conversions with its own eyes. Lost on a restart, on purpose: what is decided
 * without it comes from the cluster alone (see `progressOf`).
 */
export class ConversionMemory {
  readonly #seen = new Map<string, Seen>();
  /** Workloads of which a pod was seen with the native sidecar that an injector adds. */
  readonly #native = new Set<string>();
  readonly #failures = new Map<string, PodFailure>();
  readonly #restarts = new Map<string, RestartMark>();

  /** The last failure of pods that are converted when they are created. */
  failure(workload: string): PodFailure | undefined {
    return this.#failures.get(workload);
  }

  noteFailure(workload: string, failure: PodFailure): void {
    this.#failures.set(workload, failure);
  }

  /** The last restart that its mark has told of. */
  restart(workload: string): RestartMark | undefined {
    return this.#restarts.get(workload);
  }

  noteRestart(workload: string, mark: RestartMark): void {
    this.#restarts.set(workload, mark);
  }

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
    this.#failures.delete(workload);
    this.#restarts.delete(workload);
  }
}
