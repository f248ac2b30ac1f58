import {errorMessage} from '../src/runtime/errors.ts';
import {onSignals} from '../src/runtime/signals.ts';
import {runEmbedded} from './embedded/run-embedded.ts';
import {runReal} from './real/run-real.ts';
import {readRequest} from './request.ts';
import {createDisplay} from './screen/create-display.ts';

/** What an interrupted program answers. */
const INTERRUPTED = 130;

/** `make run`. */
async function main(): Promise<void> {
  const request = readRequest(process.env);
  const stop = new AbortController();
  onSignals(process, {
    stop: signal => stop.abort(signal),
    // What is still running ends with this process; the next start removes its files.
    exit: () => process.exit(INTERRUPTED),
  });
  // The terminal was closed.
  process.on('SIGHUP', () => stop.abort('SIGTERM'));
  process.exitCode =
    request.type === 'Embedded'
      ? await runEmbedded(createDisplay(process.stdout), stop.signal)
      : await runReal(request, stop.signal);
}

const OUR_MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

/** A sentence for everything that can go wrong on a machine; a mistake in this program shows where it is. */
function fail(thrown: unknown): void {
  const mistake = thrown instanceof Error && OUR_MISTAKES.some(type => thrown instanceof type);
  process.stderr.write(`${mistake ? (thrown.stack ?? thrown.message) : errorMessage(thrown)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
