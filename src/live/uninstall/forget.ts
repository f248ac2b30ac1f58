import {FAILED_ANNOTATION, RESTARTED_ANNOTATION} from '../../api/constants.ts';
import {isTemplateKind} from '../../domain/template-kinds.ts';
import {annotationsOf, workloadKey, type Workload} from '../../domain/workload.ts';
import {ApiError, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Connection} from '../connection.ts';

const MEMORIES = [FAILED_ANNOTATION, RESTARTED_ANNOTATION];

/** It bears what Outrigger has wanted to remember of it, which nobody will ask for any more. */
export function isRemembered(workload: Workload): boolean {
  return MEMORIES.some(name => Object.hasOwn(annotationsOf(workload), name));
}

/** Takes that away, where it may be. Nothing rolls; the generation of a Deployment rises. @throws ConnectionError */
export async function forget(
  {rest}: Pick<Connection, 'rest'>,
  workloads: readonly Workload[],
  tell: (line: string) => void,
): Promise<void> {
  const annotations = Object.fromEntries(MEMORIES.map(name => [name, null]));
  for (const workload of workloads) {
    const key = workloadKey(workload);
    const [kind = '', namespace = '', name = ''] = key.split('/');
    if (!isTemplateKind(kind)) continue;
    try {
      await rest.mergePatch(objectPath(RESOURCES[kind], {namespace, name}), {metadata: {annotations}});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isNotFound(error)) tell(`${key}: its annotations stay: ${error.message}`);
    }
  }
}
