import type {Clock} from './clock.ts';
import {Fifo} from './fifo.ts';

/** How long the event loop may be kept, in milliseconds. */
const SLICE = 5;

/**
 * Gives everything else its turn (watches, health checks, timers) in the midst of much work that waits for nothing.
 * May be shared by several: then they work in turns, each of which begins a slice.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #waiting = new Fifo<() => void>();
  #began: number;
  /** Somebody's turn is next. */
  #isServing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  /** True when the slice is used up: then await `next`. Asked first, so that what is short pays for no promise. */
  get used(): boolean {
    return this.#clock.monotonic() - this.#began > SLICE;
  }

  /**
   * Resolves when the others have had their turn: one goes on in each turn of the event loop, whoever has waited longest.
   * All in one turn would keep the event loop for as long as each of them works, and in any other order one that works on
   * and on would keep the others.
   */
  async next(): Promise<void> {
    const turn = new Promise<void>(resolve => this.#waiting.push(resolve));
    this.#serve();
    return turn;
  }

  #serve(): void {
    if (this.#isServing || this.#waiting.size === 0) return;
    this.#isServing = true;
    setImmediate(() => {
      this.#isServing = false;
      this.#began = this.#clock.monotonic();
      this.#waiting.shift()?.();
      this.#serve();
    });
  }
}
