import {isNative} from '../containers.ts';
import {objectsAt, valueAt, type JsonObject} from '../json.ts';
import {parseQuantity} from './quantity.ts';

/** What the scheduler holds for a pod until its phase is terminal: CPU in cores, memory in bytes. */
export interface PodRequests {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/**
 * Effective requests of a pod spec (component-helpers resource/helpers.go): the larger of what its containers and
 * native sidecars need together and what each init container needs beside the native sidecars before it; requests of
 * the whole pod (`spec.resources`) come instead; the runtime class's overhead comes on top.
 */
export function podRequests(spec: unknown): PodRequests {
  return {cpuCores: effective(spec, 'cpu'), memoryBytes: effective(spec, 'memory')};
}

type Resource = 'cpu' | 'memory';

function effective(spec: unknown, resource: Resource): number {
  const ofPod = parseQuantity(valueAt(spec, 'resources', 'requests', resource));
  const overhead = parseQuantity(valueAt(spec, 'overhead', resource)) ?? 0;
  return (ofPod ?? ofContainers(spec, resource)) + overhead;
}

function ofContainers(spec: unknown, resource: Resource): number {
  let natives = 0;
  let starting = 0;
  for (const container of objectsAt(spec, 'initContainers')) {
    const request = requestOf(container, resource);
    starting = Math.max(starting, natives + request);
    if (isNative(container)) natives += request;
  }
  const running = objectsAt(spec, 'containers').reduce((sum, one) => sum + requestOf(one, resource), natives);
  return Math.max(starting, running);
}

/** The API server has filled in limits for missing requests, so requests are all there is to read. */
function requestOf(container: JsonObject, resource: Resource): number {
  return parseQuantity(valueAt(container, 'resources', 'requests', resource)) ?? 0;
}
