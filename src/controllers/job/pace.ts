import type {Clock} from '../../runtime/clock.ts';
import {OldestFirst} from './oldest-first.ts';

export interface PaceOptions {
  readonly clock: Clock;
  /** Grants a second. */
  readonly rate: number;
  /** Called with a key that may go now: it is to ask again. */
  readonly wake: (key: string) => void;
  /** Keys are still on their way here, so the oldest may not be among those that wait. */
  readonly gathering: () => boolean;
}

/** Turns that may be open at once: those who have one are slow then, and would all use it later in one go. */
const MOST_OPEN = 4;

/** How long the first in line waits for others that may be older, in milliseconds. */
const LONGEST_GATHERING = 2000;
const LOOK_EVERY = 20;

/**
 * The rate at which pods are finished, oldest first: many Jobs that end at once start retries, missed runs and
 * clean-ups. A token bucket of one.
 */
export class Pace {
  readonly #options: PaceOptions;
  readonly #waiting = new OldestFirst();
  readonly #granted = new Set<string>();
  #nextAt = 0;
  #cancel: (() => void) | undefined;
  #state: 'New' | 'Running' | 'Stopped' = 'New';
  #gatheringSince: number | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Keys that wait for their turn. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Before this everybody waits. */
  start(): void {
    this.#state = 'Running';
    this.#schedule();
  }

  stop(): void {
    this.#state = 'Stopped';
    this.#clearTimer();
  }

  /** True once per grant; else the key waits and is woken. `since`: the older, the sooner (ms). */
  mayGo(key: string, since: number): boolean {
    if (this.#granted.delete(key)) return true;
    this.#waiting.set(key, since);
    this.#schedule();
    return false;
  }

  /** The key does not want to go any more. */
  forget(key: string): void {
    this.#waiting.delete(key);
    if (!this.#granted.delete(key)) return;
    // Somebody else takes its turn.
    this.#nextAt = Math.min(this.#nextAt, this.#options.clock.monotonic());
    this.#clearTimer();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#state !== 'Running' || this.#cancel !== undefined || this.#waiting.size === 0) return;
    this.#setTimer(Math.max(0, this.#nextAt - this.#options.clock.monotonic()));
  }

  #setTimer(milliseconds: number): void {
    this.#cancel = this.#options.clock.setTimer(milliseconds, () => {
      this.#cancel = undefined;
      if (this.#granted.size >= MOST_OPEN || this.#mustGather()) this.#setTimer(LOOK_EVERY);
      else this.#grant();
    });
  }

  #clearTimer(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #mustGather(): boolean {
    const now = this.#options.clock.monotonic();
    this.#gatheringSince = this.#options.gathering() ? (this.#gatheringSince ?? now) : undefined;
    return this.#gatheringSince !== undefined && now - this.#gatheringSince < LONGEST_GATHERING;
  }

  #grant(): void {
    const {clock, rate, wake} = this.#options;
    const key = this.#waiting.shift();
    if (key !== undefined) {
      this.#granted.add(key);
      this.#nextAt = Math.max(this.#nextAt, clock.monotonic()) + 1000 / rate;
      wake(key);
    }
    this.#schedule();
  }
}
