import {writeFileSync} from 'node:fs';
import Mocha from 'mocha';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Full titles; a test that skips itself says why in its title. */
  readonly skippedTitles: readonly string[];
  /** Full titles, each with the first line of what went wrong. */
  readonly failures: readonly string[];
}

/**
 * Mocha's spec reporter that also leaves its counts in a file, for the closing lines of `make test`: after each test,
 * since a run that is interrupted has no end.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  readonly #skippedTitles: string[] = [];
  readonly #failures: string[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pending', test => this.#skippedTitles.push(test.fullTitle()));
    runner.on('fail', (test, error: Error) => this.#failures.push(`${test.fullTitle()}: ${firstLine(error)}`));
    const file = process.env['OUTRIGGER_TEST_COUNTS'];
    if (file === undefined) return;
    for (const event of ['pass', 'pending', 'fail', 'end'])
      runner.on(event, () => {
        writeFileSync(file, JSON.stringify(this.#counts()));
      });
  }

  #counts(): Counts {
    const {passes, failures, pending} = this.stats;
    return {
      passed: passes,
      failed: failures,
      skipped: pending,
      skippedTitles: this.#skippedTitles,
      failures: this.#failures,
    };
  }
}

function firstLine({message}: Error): string {
  return message.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
