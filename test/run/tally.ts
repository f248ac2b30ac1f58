import type {Counts} from '../support/reporter.ts';
import type {Command} from './children.ts';

/** Of what has ended before it could count. */
const NO_COUNTS: Counts = {passed: 0, failed: 0, skipped: 0, skippedTitles: [], failures: []};

/** What passed, failed and was skipped in all that ran, and what has to be said of it at the end. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  readonly #notes: string[] = [];

  check({name, command}: Command, code: number): void {
    if (code === 0) this.#passed++;
    else this.fail(`failed: ${name} (${command.join(' ')})`);
  }

  mocha(name: string, code: number, counts: Counts = NO_COUNTS): void {
    this.#passed += counts.passed;
    this.#failed += counts.failed;
    this.#skipped += counts.skipped;
    if (code !== 0 && counts.failed === 0)
      this.fail(`failed: ${name} ended with exit code ${code} and no failed test: read its output above`);
    this.#notes.push(...counts.skippedTitles.map(title => `skipped: ${title}`));
    // Again, at the end: above them are thousands of lines.
    this.#notes.push(...counts.failures.map(failure => `failed: ${failure}`));
  }

  skip(name: string, reason: string): void {
    this.#skipped++;
    this.#notes.push(`skipped: ${name}: ${reason}`);
  }

  fail(note: string): void {
    this.#failed++;
    this.#notes.push(note);
  }

  /** The last line is `N passed, N failed, N skipped`. */
  lines(): readonly string[] {
    return [...this.#notes, `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`];
  }

  /** That nothing ran is no success. */
  exitCode(): 0 | 1 {
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}
