import {stripVTControlCharacters} from 'node:util';
import type {Display} from './display.ts';

/** A pipe, a file or a dumb terminal: one line after the other. */
export class PlainDisplay implements Display {
  readonly kind = 'Plain';
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    // Somebody may read only the beginning (`| head`); what was started must still be stopped in order.
    stream.on('error', () => undefined);
  }

  print(line: string): void {
    this.#stream.write(`${stripVTControlCharacters(line)}\n`);
  }

  show(): void {
    // Nothing: see `kind`.
  }

  settle(): void {
    // Nothing to leave.
  }
}
