import {objectsAt, stringAt} from '../../domain/json.ts';
import type {Reader} from './reader.ts';

/** The API groups of a cluster, each with the version that it prefers; undefined: it does not say. */
export type Served = ReadonlyMap<string, string> | undefined;

/**
 * Asked for first, since RBAC refuses a kind that is not there in the same words as one that is: without it, a cluster
 * without KEDA would be said to keep its ScaledObjects secret.
 */
export async function servedGroups(reader: Pick<Reader, 'ask'>): Promise<Served> {
  const answer = await reader.ask('/apis');
  if (answer === undefined) return undefined;
  return new Map(
    objectsAt(answer, 'groups').flatMap(group => {
      const [name, version] = [stringAt(group, 'name'), stringAt(group, 'preferredVersion', 'version')];
      return name === undefined || version === undefined ? [] : [[name, version] as const];
    }),
  );
}
