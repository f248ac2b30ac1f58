import {sleep, type Clock} from './clock.ts';

/** Both may change while it is used. */
export interface TokenBucketOptions {
  /** So many may go at once after a while in which none went. */
  readonly burst: () => number;
  readonly perSecond: () => number;
}

/** Bounds a rate: a burst, then so many a second. For one that takes, one after the other. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #options: TokenBucketOptions;
  /** Full. */
  #tokens = Infinity;
  #at: number;

  constructor(clock: Clock, options: TokenBucketOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#at = clock.monotonic();
  }

  /** Resolves when the next may go; at once when the signal is aborted. */
  async take(signal: AbortSignal): Promise<void> {
    this.#fill();
    const missing = 1 - this.#tokens;
    if (missing > 0) await sleep(this.#clock, (missing / this.#options.perSecond()) * 1000, signal);
    this.#fill();
    this.#tokens--;
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    const {burst, perSecond} = this.#options;
    this.#tokens = Math.min(burst(), this.#tokens + ((now - this.#at) / 1000) * perSecond());
    this.#at = now;
  }
}
