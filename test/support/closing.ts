/** What a test has opened and must close, whatever fails before or meanwhile: the last one first. */
export class Closing {
  readonly #all: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.#all.push(close);
  }

  /** @throws the first error, after everything was tried */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#all.splice(0).reverse()) await close().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
