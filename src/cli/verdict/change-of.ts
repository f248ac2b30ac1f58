import type {Conversion} from '../../domain/decision.ts';
import type {Verdict} from './verdict.ts';

/** What would be changed in the manifest; a mark alone is the operator's, and no manifest has one. */
export function changeOf({decision, outcome}: Pick<Verdict, 'decision' | 'outcome'>): Conversion | undefined {
  if (outcome === 'Skipped') return undefined;
  if (decision.type === 'Convert') return decision.conversion;
  if (decision.type === 'Delegate') return decision.conversion.rolls ? decision.conversion : undefined;
  return decision.type === 'AlreadyNative' && decision.update?.rolls === true ? decision.update : undefined;
}
