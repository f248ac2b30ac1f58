import {stripVTControlCharacters} from 'node:util';
import type {Block, Display} from './display.ts';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const END_OF_LINE = '\x1b[K';
const END_OF_SCREEN = '\x1b[J';
const WHOLE_SCREEN = '\x1b[2J\x1b[H';
/** Terminals that know these two show everything between them at once. */
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/** A terminal: the block is drawn over the one before, in one write, line by line, so nothing flickers. */
export class TerminalDisplay implements Display {
  readonly kind = 'Live';
  readonly #stream: NodeJS.WriteStream;
  #block: Block | undefined;
  #drawn: readonly string[] = [];

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', () => undefined);
    stream.on('resize', () => this.#resized());
    process.on('exit', () => stream.write(SHOW_CURSOR));
  }

  print(line: string): void {
    this.#write(`${END_OF_SCREEN}${line}\n`, this.#lines());
  }

  show(block: Block): void {
    this.#block = block;
    const lines = this.#lines();
    if (lines.join('\n') !== this.#drawn.join('\n')) this.#write('', lines);
  }

  settle(): void {
    this.#block = undefined;
    this.#drawn = [];
    this.#stream.write(SHOW_CURSOR);
  }

  #lines(): readonly string[] {
    const {columns, rows} = this.#stream;
    const lines = this.#block?.({columns, rows}) ?? [];
    // The cursor stands below the block. A line that wrapped would take two, and the next one be drawn too low.
    return lines.slice(0, rows - 1).map(line => fit(line, columns));
  }

  #write(before: string, lines: readonly string[]): void {
    const up = this.#drawn.length === 0 ? '' : `\x1b[${this.#drawn.length}A`;
    const block = lines.map(line => `${line}${END_OF_LINE}\n`).join('');
    this.#drawn = lines;
    this.#stream.write(`${BEGIN_UPDATE}${HIDE_CURSOR}\r${up}${before}${block}${END_OF_SCREEN}${END_UPDATE}`);
  }

  /** Lines have been wrapped anew, and nobody knows how: begin with an empty screen. */
  #resized(): void {
    if (this.#block === undefined) return;
    this.#drawn = [];
    this.#write(WHOLE_SCREEN, this.#lines());
  }
}

function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : `${plain.slice(0, columns - 1)}…`;
}
