import type {Conversion, Decision} from './decision.ts';

/** The change of the pod template that a decision comes to; one of the marks alone is none. */
export function changeIn(decision: Decision): Conversion | undefined {
  if (decision.type === 'Convert') return decision.conversion;
  if (decision.type === 'Delegate') return decision.conversion.rolls ? decision.conversion : undefined;
  return decision.type === 'AlreadyNative' && decision.update?.rolls === true ? decision.update : undefined;
}
