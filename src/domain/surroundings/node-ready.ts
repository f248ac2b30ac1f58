import {objectsAt} from '../json.ts';

/** False: shutting down, lost, or not heard of yet. */
export function isNodeReady(object: unknown): boolean {
  const conditions = objectsAt(object, 'status', 'conditions');
  return conditions.some(({type, status}) => type === 'Ready' && status === 'True');
}
