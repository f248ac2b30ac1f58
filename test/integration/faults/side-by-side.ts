/**
 * Runs that mostly wait, so that they go on at the same time: all that were announced, in all files, begin when the
 * first test asks.
 */
export class SideBySide {
  readonly #most: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  /** `most`: how many at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves or rejects with the run, some time after `start`. */
  announce<T>(run: () => Promise<T>): Promise<T> {
    const {promise, resolve, reject} = Promise.withResolvers<T>();
    this.#waiting.push(async () => run().then(resolve, reject));
    // Whoever announces it asks for it later.
    promise.catch(() => undefined);
    return promise;
  }

  /** As soon as there is room. */
  run<T>(run: () => Promise<T>): Promise<T> {
    const end = this.announce(run);
    this.start();
    return end;
  }

  start(): void {
    while (this.#running < this.#most) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running++;
      void this.#run(next);
    }
  }

  async #run(next: () => Promise<void>): Promise<void> {
    await next();
    this.#running--;
    this.start();
  }
}
