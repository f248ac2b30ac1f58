import type {PodRequests} from '../../domain/requests/pod-requests.ts';
import type {Held} from './ports.ts';

/** Adds up requests × seconds of a changing set of pods. Times are ms on the monotonic clock. */
export class HeldMeter {
  #at: number;
  #pods = 0;
  #cpuCores = 0;
  #memoryBytes = 0;
  #cpuCoreSeconds = 0;
  #memoryByteSeconds = 0;

  constructor(now: number) {
    this.#at = now;
  }

  /** A pod with these requests comes (1) or goes (-1). */
  add({cpuCores, memoryBytes}: PodRequests, by: 1 | -1, now: number): void {
    this.#advance(now);
    this.#pods += by;
    this.#cpuCores += by * cpuCores;
    this.#memoryBytes += by * memoryBytes;
    // What is left of sums of fractions must not grow into a cost of nothing.
    if (this.#pods === 0) [this.#cpuCores, this.#memoryBytes] = [0, 0];
  }

  /** What was held since the last call. */
  take(now: number): Held {
    this.#advance(now);
    const held = {cpuCoreSeconds: this.#cpuCoreSeconds, memoryByteSeconds: this.#memoryByteSeconds};
    [this.#cpuCoreSeconds, this.#memoryByteSeconds] = [0, 0];
    return held;
  }

  #advance(now: number): void {
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    // A counter must never go back, not even by a rounding error.
    this.#cpuCoreSeconds += Math.max(0, this.#cpuCores) * seconds;
    this.#memoryByteSeconds += Math.max(0, this.#memoryBytes) * seconds;
  }
}
