import {errorMessage} from '../src/runtime/errors.ts';
import {onSignals} from '../src/runtime/signals.ts';
import {verdictOf} from './report/measurement.ts';
import type {Section} from './report/section.ts';
import type {Bench} from './bench.ts';

/** What an interrupted program answers. */
const INTERRUPTED = 130;

/** The program around a measuring: signals, progress with the time, verdict. Ends with 1 when a goal is missed. */
export async function run(measure: (bench: Omit<Bench, 'scale'>) => Promise<readonly Section[]>): Promise<never> {
  const stop = new AbortController();
  onSignals(process, {
    stop: signal => stop.abort(new Error(`ended by ${signal}`)),
    // What is still running ends with this process; the next start removes its files.
    exit: () => process.exit(INTERRUPTED),
  });
  const began = performance.now();
  const progress = (line: string): void => {
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  };
  try {
    const sections = await measure({signal: stop.signal, progress});
    // Connections that nobody uses any more must not keep it from ending.
    process.exit(judged(sections));
  } catch (thrown) {
    console.error(stop.signal.aborted ? errorMessage(stop.signal.reason) : errorMessage(thrown));
    process.exit(stop.signal.aborted ? INTERRUPTED : 1);
  }
}

function judged(sections: readonly Section[]): number {
  const missed = sections.flatMap(({measurements}) => measurements).filter(each => verdictOf(each) === 'missed');
  const skipped = sections.flatMap(({name, skipped}) => (skipped === undefined ? [] : [name]));
  console.log(missed.length === 0 ? 'Every goal that was measured is met.' : `Goals missed: ${missed.length}.`);
  if (skipped.length > 0) console.log(`Skipped, and so not measured: ${skipped.join(', ')}.`);
  return missed.length === 0 ? 0 : 1;
}
