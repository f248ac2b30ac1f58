import type {Clock} from './clock.ts';

/**
 * The time of the API server, carried on by the monotonic clock. What is compared with times in the cluster's objects
 * must not depend on this machine's wall clock, which may be wrong and may jump (ADR 0011). The machine's, until the
 * server has been heard.
 */
export class ServerClock implements Clock {
  readonly #machine: Clock;
  /** What `now()` was when the monotonic clock was 0. */
  #epoch: number;

  constructor(machine: Clock) {
    this.#machine = machine;
    this.#epoch = machine.now() - machine.monotonic();
  }

  now(): number {
    return this.#epoch + this.#machine.monotonic();
  }

  monotonic(): number {
    return this.#machine.monotonic();
  }

  setTimer(milliseconds: number, callback: () => void): () => void {
    return this.#machine.setTimer(milliseconds, callback);
  }

  /** The head of an answer has come. `date`: its header (RFC 9110); `sent`: when it was asked for, monotonic. */
  heard(date: string, sent: number): void {
    const time = Date.parse(date);
    if (Number.isNaN(time)) return;
    // The server read its clock somewhere between `sent` and now, and cut what it read to whole seconds.
    const earliest = time - this.#machine.monotonic();
    const latest = time + 1000 - sent;
    // Of what it can be the earliest: who waits by it rather waits longer.
    if (this.#epoch < earliest || this.#epoch > latest) this.#epoch = earliest;
  }
}
