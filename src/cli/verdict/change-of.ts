import {changeIn} from '../../domain/change-in.ts';
import type {Conversion} from '../../domain/decision.ts';
import type {Verdict} from './verdict.ts';

/** What would be changed in the manifest; a mark alone is the operator's, and no manifest has one. */
export function changeOf({decision, outcome}: Pick<Verdict, 'decision' | 'outcome'>): Conversion | undefined {
  return outcome === 'Skipped' ? undefined : changeIn(decision);
}
