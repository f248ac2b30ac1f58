import {styleText} from 'node:util';
import type {Display} from './display.ts';

export interface RunningStep {
  readonly what: string;
  readonly seconds: number;
}

/** The long steps, one at a time: each is announced, its seconds are counted, and it leaves a line. */
export class Steps {
  readonly #display: Display;
  #current: {readonly what: string; readonly began: number} | undefined;

  constructor(display: Display) {
    this.#display = display;
  }

  /** Ends the step before. */
  begin(what: string): void {
    this.end();
    this.#current = {what, began: performance.now()};
    if (this.#display.kind === 'Plain') this.#display.print(`${' '.repeat(10)}${what} …`);
  }

  end(): void {
    const running = this.running();
    this.#current = undefined;
    if (running === undefined) return;
    const seconds = `${running.seconds.toFixed(1)} s`.padStart(8);
    this.#display.print(`${styleText('dim', seconds)}  ${running.what}`);
  }

  /** A step that did not get to its end leaves no line that says so. */
  abandon(): void {
    this.#current = undefined;
  }

  async run<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.begin(what);
    const result = await work();
    this.end();
    return result;
  }

  running(): RunningStep | undefined {
    if (this.#current === undefined) return undefined;
    return {what: this.#current.what, seconds: (performance.now() - this.#current.began) / 1000};
  }
}
