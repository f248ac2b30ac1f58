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

/** Mocha's spec reporter that also leaves its counts in a file, for the closing line of `make test`. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skippedTitles: string[] = [];
    const broken: string[] = [];
    runner.on('pending', test => skippedTitles.push(test.fullTitle()));
    runner.on('fail', (test, error: Error) => broken.push(`${test.fullTitle()}: ${firstLine(error)}`));
    runner.on('end', () => {
      const file = process.env['OUTRIGGER_TEST_COUNTS'];
      if (file === undefined) return;
      const {passes, failures, pending} = this.stats;
      writeFileSync(
        file,
        JSON.stringify({
          passed: passes,
          failed: failures,
          skipped: pending,
          skippedTitles,
          failures: broken,
        } satisfies Counts),
      );
    });
  }
}

function firstLine({message}: Error): string {
  return message.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
