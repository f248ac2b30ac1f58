import {errorMessage} from '../src/runtime/errors.ts';

interface Undo {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

/** What must be undone before the process ends: the last first, a line each. */
export class Cleanup {
  readonly #undos: Undo[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** `what` follows "Stopping ". */
  add(what: string, run: () => Promise<unknown>): void {
    this.#undos.push({what, run});
  }

  /** Goes on where something cannot be undone; answers whether everything was. */
  async run(): Promise<boolean> {
    let complete = true;
    for (const {what, run} of this.#undos.splice(0).reverse()) {
      const began = performance.now();
      try {
        await run();
        this.#print(`Stopping ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      } catch (error) {
        complete = false;
        this.#print(`Stopping ${what} did not work: ${errorMessage(error)}`);
      }
    }
    return complete;
  }
}
