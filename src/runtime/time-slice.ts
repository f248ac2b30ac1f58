import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from './clock.ts';

/** How long the event loop may be kept, in milliseconds. */
const SLICE = 5;

/**
 * Gives everything else its turn (watches, health checks, timers) in the midst of much work that waits for nothing.
 * May be shared by several that work in turns.
 */
export class TimeSlice {
  readonly #clock: Clock;
  #began: number;
  /** It begins anew in the next turn, before whoever waits goes on. */
  #isEnding = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  /** True when the slice is used up: then await `next`. Asked first, so that what is short pays for no promise. */
  get used(): boolean {
    return this.#clock.monotonic() - this.#began > SLICE;
  }

  /**
   * Resolves when the others have had their turn. Those who share the slice go on one after the other, and only while
   * it lasts: all at once they would keep the event loop for as long as each of them works.
   */
  async next(): Promise<void> {
    do {
      this.#end();
      await nextTurn();
    } while (this.used);
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    setImmediate(() => {
      this.#began = this.#clock.monotonic();
      this.#isEnding = false;
    });
  }
}
