import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from '../../src/runtime/clock.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #time: number;
  readonly #epoch: number;
  readonly #timers = new Set<Timer>();

  /** `start`: what `now()` says at the beginning; `monotonic()` begins at 0. */
  constructor(start = Date.parse('2026-11-01T12:00:00Z')) {
    this.#epoch = start;
    this.#time = 0;
  }

  /** Timers that have been set and have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#epoch + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    const timer = {due: this.#time + Math.max(milliseconds, 0), callback};
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Time that a computation takes: timers fire when it is moved on next. */
  pass(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** Moves time on; timers fire in order, and what they start gets as far as it can without time passing. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    await settle();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#time = timer.due;
      this.#timers.delete(timer);
      timer.callback();
      await settle();
    }
    this.#time = end;
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(timer => timer.due <= end);
    return due.reduce<Timer | undefined>(
      (first, timer) => (first === undefined || timer.due < first.due ? timer : first),
      undefined,
    );
  }
}

/** Lets everything that waits for no time run; code that yields to the event loop needs a few turns. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await nextTurn();
}
