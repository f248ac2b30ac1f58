import type {Clock} from '../runtime/clock.ts';
import type {ApiError} from './api-error.ts';

interface Refused {
  readonly error: ApiError;
  /** On the monotonic clock. */
  readonly until: number;
}

/** Beyond this many, those whose time is over are forgotten. */
const MANY = 1000;

/**
 * Remembers which requests an overloaded server does not want to see again before when (Retry-After). Whoever asks
 * earlier, for whatever reason, gets the same answer without a request.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #refused = new Map<string, Refused>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many requests are remembered. */
  get size(): number {
    return this.#refused.size;
  }

  /** @throws ApiError that the server has answered to the same request, with the seconds that are left. */
  check(request: string): void {
    const refused = this.#refused.get(request);
    if (refused === undefined) return;
    const left = refused.until - this.#clock.monotonic();
    if (left > 0) throw refused.error.again(left / 1000);
    this.#refused.delete(request);
  }

  note(request: string, error: ApiError): void {
    if (error.retryAfterSeconds === undefined) return;
    if (this.#refused.size >= MANY) this.#forgetPast();
    this.#refused.set(request, {error, until: this.#clock.monotonic() + error.retryAfterSeconds * 1000});
  }

  #forgetPast(): void {
    const now = this.#clock.monotonic();
    for (const [request, {until}] of this.#refused) if (until <= now) this.#refused.delete(request);
  }
}
