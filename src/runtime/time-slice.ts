import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from './clock.ts';

/** How long the event loop may be kept, in milliseconds. */
const SLICE = 10;

/**
 * Gives everything else its turn (watches, health checks, timers) in the midst of much work that waits for nothing.
 * May be shared by several that work in turns.
 */
export class TimeSlice {
  readonly #clock: Clock;
  #began: number;
  #turn: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  /** True when the slice is used up: then await `next`. Asked first, so that what is short pays for no promise. */
  get used(): boolean {
    return this.#clock.monotonic() - this.#began > SLICE;
  }

  /** Resolves when the others have had their turn; for all who share the slice at the same time. */
  async next(): Promise<void> {
    this.#turn ??= this.#afterOthers();
    return this.#turn;
  }

  async #afterOthers(): Promise<void> {
    await nextTurn();
    this.#began = this.#clock.monotonic();
    this.#turn = undefined;
  }
}
