import type {Clock} from './clock.ts';

export interface NowAndThenOptions {
  readonly clock: Clock;
  /** Milliseconds from the end of one time to the next. */
  readonly every: number;
  /** Never rejects. */
  readonly act: () => Promise<void>;
}

/** Does something again and again until it is stopped, the first time after a while. What is under way then goes on. */
export class NowAndThen {
  readonly #options: NowAndThenOptions;
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(options: NowAndThenOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isStopped) return;
    const {clock, every} = this.#options;
    this.#cancel = clock.setTimer(every, () => void this.#again());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #again(): Promise<void> {
    await this.#options.act();
    this.start();
  }
}
