import type {Cleanup} from '../cleanup.ts';
import type {Board} from '../screen/board.ts';
import type {Display} from '../screen/display.ts';
import type {Steps} from '../screen/steps.ts';

/** What every scene of the demo needs. */
export interface Stage {
  readonly display: Display;
  readonly steps: Steps;
  readonly board: Board;
  readonly cleanup: Cleanup;
  /** Somebody asks to stop. */
  readonly signal: AbortSignal;
  /** It is over, for whatever reason: nothing is to be watched any more. */
  readonly over: AbortSignal;
}
