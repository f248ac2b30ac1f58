import type {Clock} from '../runtime/clock.ts';

/** What was asked of the server. */
export interface Asked {
  /** Of the object. */
  readonly key: string;
  /** Everything that the answer may depend on, as text: once it is another, nothing counts as refused. */
  readonly about: string;
}

interface Refusal {
  readonly about: string;
  readonly message: string;
  /** Before this one, in a row. */
  readonly times: number;
  /** On the monotonic clock. */
  readonly until: number;
}

/** In seconds. Short, since an API server that has just started answers 403 until it has read its roles. */
const FIRST = 30;
const LONGEST = 300;

/** Remembers what the API server refused, so that the same thing is not sent again and again. */
export class Refusals {
  readonly #refusals = new Map<string, Refusal>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers in how many seconds it is to be tried again, and whether the same was refused in the same words before. */
  note({key, about}: Asked, message: string): {readonly seconds: number; readonly again: boolean} {
    const known = this.#refusals.get(key);
    const before = known?.about === about ? known : undefined;
    const times = before === undefined ? 0 : before.times + 1;
    const seconds = Math.min(FIRST * 2 ** times, LONGEST);
    this.#refusals.set(key, {about, message, times, until: this.#clock.monotonic() + seconds * 1000});
    return {seconds, again: before?.message === message};
  }

  /**
   * The server's answer, and in how many seconds to try again; undefined: nothing was refused, something has changed
   * since, or it is time.
   */
  of({key, about}: Asked): {readonly message: string; readonly seconds: number} | undefined {
    const refusal = this.#refusals.get(key);
    if (refusal === undefined || refusal.about !== about) return undefined;
    const left = refusal.until - this.#clock.monotonic();
    return left > 0 ? {message: refusal.message, seconds: left / 1000} : undefined;
  }

  /** The last answer about the object that has not been forgotten. */
  messageOf(key: string): string | undefined {
    return this.#refusals.get(key)?.message;
  }

  forget(key: string): void {
    this.#refusals.delete(key);
  }
}
