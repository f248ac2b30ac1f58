import {changeEntry} from './change-entry.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {entryOf} from './entry.ts';
import {rolloutSentences} from './rollout.ts';
import {undoingOf} from './why-text.ts';

/** The workloads of the answer of `outrigger why` (docs/cli.md). */
export function whyEntries(verdicts: readonly Verdict[]) {
  return verdicts.map(verdict => ({
    ...entryOf(verdict),
    ...changeEntry(verdict),
    rollout: rolloutSentences(verdict),
    undoing: undoingOf(verdict),
  }));
}
