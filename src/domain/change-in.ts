import type {Conversion, Decision} from './decision.ts';

/** The change of the pod template that a decision comes to; one of the record alone is none. */
export function changeIn(decision: Decision): Conversion | undefined {
  if (decision.type === 'Convert') return decision.conversion;
  return decision.type === 'AlreadyNative' && decision.update?.rolls === true ? decision.update : undefined;
}
