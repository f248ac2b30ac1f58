import {reversionOperations} from '../../domain/operations.ts';
import {reversionOf} from '../../domain/reversion.ts';
import {isTemplateKind} from '../../domain/template-kinds.ts';
import {workloadOf} from '../../domain/workload.ts';
import {ApiError, isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Candidate} from './candidate.ts';

export type PutBack =
  | {readonly type: 'Done'}
  | {readonly type: 'Gone'}
  /** In the API server's words. */
  | {readonly type: 'Refused'; readonly message: string};

/** Somebody else may write to the object all the time; that is worth some tries. */
const TRIES = 5;

/**
 * Writes the reversion with the operations that the operator would write; where the object has changed since it was
 * read, it is read and reverted anew.
 * @throws what is no answer of the server about this object
 */
export async function putBack(rest: Rest, candidate: Extract<Candidate, {type: 'Revert'}>): Promise<PutBack> {
  const [kind = '', namespace = '', name = ''] = candidate.key.split('/');
  if (!isTemplateKind(kind)) return {type: 'Refused', message: `the template of a ${kind} cannot be changed`};
  const path = objectPath(RESOURCES[kind], {namespace, name});
  let {workload} = candidate;
  for (let attempt = 1; ; attempt++) {
    try {
      const operations = reversionOperations(workload, reversionOf(workload));
      await rest.jsonPatch(path, operations, {answer: 'Metadata'});
      return {type: 'Done'};
    } catch (error) {
      if (isNotFound(error)) return {type: 'Gone'};
      if (!(error instanceof ApiError)) throw error;
      if (!hasChanged(error) || attempt === TRIES) return {type: 'Refused', message: error.message};
      workload = workloadOf(kind, await rest.get(path));
    }
  }
}

/** A failed `test` names no field; validation always does. */
function hasChanged(error: ApiError): boolean {
  return isConflict(error) || (error.status === 422 && !Array.isArray(error.details['causes']));
}
