import {setMaxListeners} from 'node:events';
import type {Clock} from '../clock.ts';
import {RemoteError} from '../errors.ts';

/** A write was not sent, or was broken off, because this process may not write now. */
export class NotLeading extends RemoteError {
  override readonly name = 'NotLeading';
  override readonly reason = 'NotLeading';
  override readonly passing = true;
  override readonly retryAfterSeconds = undefined;

  constructor() {
    super('this process does not hold the Lease, so it writes nothing');
  }
}

/** A point in time on both clocks. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function momentOf(clock: Clock): Moment {
  return {monotonic: clock.monotonic(), wall: clock.now()};
}

/** Lets writes through for a limited time, and breaks off those that are under way when it is over. */
export class WriteFence {
  readonly #clock: Clock;
  readonly #onChange: (open: boolean) => void;
  #from: Moment | undefined;
  #milliseconds = 0;
  #passage: AbortController | undefined;
  #cancel = (): void => undefined;

  /** `onChange`: it has been opened (true) or has closed. */
  constructor(clock: Clock, onChange: (open: boolean) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /**
   * Looks at the clocks: timers are late in a process that was stopped. The monotonic clock stands still while a machine
   * sleeps and the wall clock may be set; whichever says that the time is over is believed.
   */
  get isOpen(): boolean {
    if (this.#passage === undefined || this.#from === undefined) return false;
    const {monotonic, wall} = this.#from;
    return this.#clock.monotonic() - monotonic < this.#milliseconds && this.#clock.now() - wall < this.#milliseconds;
  }

  /**
   * For a write that begins now; aborted when it must end.
   * @throws NotLeading when it is closed.
   */
  enter(): AbortSignal {
    if (this.#passage === undefined || !this.isOpen) throw new NotLeading();
    return this.#passage.signal;
  }

  /** Open until so long after a moment; without effect if that is over already. */
  extend(from: Moment, milliseconds: number): void {
    const left = from.monotonic + milliseconds - this.#clock.monotonic();
    if (left <= 0) return;
    this.#from = from;
    this.#milliseconds = milliseconds;
    this.#cancel();
    this.#cancel = this.#clock.setTimer(left, () => this.close());
    if (this.#passage !== undefined) return;
    this.#passage = new AbortController();
    // Every write that is under way listens.
    setMaxListeners(0, this.#passage.signal);
    this.#onChange(true);
  }

  close(): void {
    this.#cancel();
    const passage = this.#passage;
    this.#passage = undefined;
    if (passage === undefined) return;
    passage.abort(new NotLeading());
    this.#onChange(false);
  }
}
