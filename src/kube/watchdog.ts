import type {Clock} from '../runtime/clock.ts';

export interface WatchdogOptions {
  readonly clock: Clock;
  /** How often to look, in milliseconds. */
  readonly every: number;
  /** Looks; answers why the watch should be given up, if it should. Gets the milliseconds since the last `feed`. */
  readonly check: (silence: number) => string | undefined;
}

/** Aborted by the watchdog, not by the operator's stop. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** Gives up a watch from which nothing comes any more: a half-open connection never ends by itself. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #abort = new AbortController();
  readonly #parent: AbortSignal;
  #fedAt: number;
  #cancel: () => void = () => undefined;

  constructor(parent: AbortSignal, options: WatchdogOptions) {
    this.#options = options;
    this.#parent = parent;
    this.#fedAt = options.clock.monotonic();
    parent.addEventListener('abort', this.#follow);
    if (parent.aborted) this.#follow();
    this.#arm();
  }

  /** Aborted by the watchdog (reason: `GivenUp`) and with the parent. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Something came. */
  feed(): void {
    this.#fedAt = this.#options.clock.monotonic();
  }

  /** Ends the watching; call it when the watch is over. */
  stop(): void {
    this.#cancel();
    this.#parent.removeEventListener('abort', this.#follow);
  }

  readonly #follow = (): void => this.#abort.abort(this.#parent.reason);

  #arm(): void {
    this.#cancel = this.#options.clock.setTimer(this.#options.every, () => {
      const reason = this.#options.check(this.#options.clock.monotonic() - this.#fedAt);
      if (reason === undefined) this.#arm();
      else this.#abort.abort(new GivenUp(reason));
    });
  }
}
