import {styleText} from 'node:util';
import type {Row} from '../survey/row.ts';
import type {Display, Size} from './display.ts';
import type {Steps} from './steps.ts';
import {workloadTable} from './workload-table.ts';

/** What the screen shows at its bottom: the step that runs, the workloads, and what can be tried. */
export class Board {
  rows: readonly Row[] = [];
  hints: readonly string[] = [];
  readonly #display: Display;
  readonly #steps: Steps;
  readonly #ticker: NodeJS.Timeout;

  constructor(display: Display, steps: Steps) {
    this.#display = display;
    this.#steps = steps;
    // Seconds are counted in it.
    this.#ticker = setInterval(() => this.draw(), 250);
  }

  draw(): void {
    this.#display.show(size => this.#lines(size));
  }

  settle(): void {
    clearInterval(this.#ticker);
    this.draw();
    this.#display.settle();
  }

  #lines({columns, rows}: Size): readonly string[] {
    const step = this.#stepLines();
    const room = {columns, rows: rows - 1 - step.length};
    const table = this.rows.length === 0 ? [] : workloadTable(this.rows, room, Date.now());
    const hints = this.hints.length === 0 ? [] : ['', ...this.hints].slice(0, room.rows - table.length);
    return [...step, ...table, ...hints];
  }

  #stepLines(): readonly string[] {
    const running = this.#steps.running();
    if (running === undefined) return [];
    const seconds = `${Math.floor(running.seconds)} s`.padStart(8);
    return [`${styleText('yellow', seconds)}  ${running.what} …`];
  }
}
