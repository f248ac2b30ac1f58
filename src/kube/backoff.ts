import type {Clock} from '../runtime/clock.ts';

const FIRST = 800;
const LONGEST = 30_000;
const HEALTHY = 120_000;
/** A server that has forgotten where a watch was forgets no more often. */
const BETWEEN_LISTS = 60_000;

/** Delays between tries, in milliseconds: doubling, fully jittered, from the start again after two minutes of health. */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #tries = 0;
  #lastAt: number | undefined;
  #listedAt = -Infinity;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The delay before a new list that the server has asked for: short, whatever failed before, but once in a minute. */
  beforeList(): number {
    const now = this.#clock.monotonic();
    if (now - this.#listedAt < BETWEEN_LISTS) return this.next();
    this.#listedAt = now;
    return FIRST * this.#random();
  }

  /** The delay before the next try. */
  next(): number {
    const now = this.#clock.monotonic();
    if (this.#lastAt !== undefined && now - this.#lastAt >= HEALTHY) this.#tries = 0;
    const ceiling = Math.min(FIRST * 2 ** this.#tries, LONGEST);
    this.#tries++;
    const delay = ceiling * this.#random();
    this.#lastAt = now + delay;
    return delay;
  }
}
