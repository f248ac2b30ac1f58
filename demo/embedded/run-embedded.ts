import {Cleanup} from '../cleanup.ts';
import {Board} from '../screen/board.ts';
import type {Display} from '../screen/display.ts';
import {Steps} from '../screen/steps.ts';
import {perform} from './perform.ts';

/** The demo on a cluster of its own, until the signal or a failure; answers the exit code. */
export async function runEmbedded(display: Display, signal: AbortSignal): Promise<number> {
  const steps = new Steps(display);
  const board = new Board(display, steps);
  const cleanup = new Cleanup(line => display.print(line));
  const over = new AbortController();
  let failed = false;
  try {
    await perform({display, steps, board, cleanup, signal, over: over.signal});
  } catch (error) {
    // What was under way when somebody asked to stop may complain about it.
    if (!signal.aborted) {
      failed = true;
      throw error;
    }
  } finally {
    over.abort();
    steps.abandon();
    board.settle();
    display.print('');
    const complete = await cleanup.run();
    // Why it failed is printed last, and nothing that looks like success before it.
    if (complete && !failed) display.print('Everything is stopped, and nothing is left behind.');
  }
  return 0;
}
