import {isNative} from '../containers.ts';
import {objectAt, objectsAt, valueAt} from '../json.ts';
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
  return {cpuCores: effectiveRequest(spec, 'cpu'), memoryBytes: effectiveRequest(spec, 'memory')};
}

/** The effective request of one resource (`cpu`, `memory`, `nvidia.com/gpu`), in its base unit: cores, bytes, pieces. */
export function effectiveRequest(spec: unknown, resource: string): number {
  const ofPod = parseQuantity(valueAt(spec, 'resources', 'requests', resource));
  const overhead = parseQuantity(valueAt(spec, 'overhead', resource)) ?? 0;
  return (ofPod ?? ofContainers(spec, resource)) + overhead;
}

/** Every resource that a container or the pod asks for, sorted. */
export function requestedResources(spec: unknown): readonly string[] {
  const holders = [spec, ...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')];
  const names = holders.flatMap(one => [
    ...Object.keys(objectAt(one, 'resources', 'requests')),
    ...Object.keys(objectAt(one, 'resources', 'limits')),
  ]);
  return [...new Set(names)].sort();
}

function ofContainers(spec: unknown, resource: string): number {
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

/** The API server fills in a limit for a missing request, in pods; templates and manifests are still without it. */
function requestOf(container: unknown, resource: string): number {
  const request = valueAt(container, 'resources', 'requests', resource);
  return parseQuantity(request ?? valueAt(container, 'resources', 'limits', resource)) ?? 0;
}
