import {stringAt, valueAt} from './json.ts';

/** A pod that has ended or is being deleted: nothing is to be decided about it any more. */
export function isPodOver(pod: unknown): boolean {
  const phase = stringAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed' || valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined;
}
