import {objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';

/** What a pod of a workload tells about a conversion; small, since one is kept per pod. */
export interface RolloutPod {
  /** Names of its native sidecars. */
  readonly natives: readonly string[];
  /** All init containers are done and all native sidecars started (KEP-753: what the condition Initialized means). */
  readonly initialized: boolean;
  /** Name of a container in CrashLoopBackOff. */
  readonly crashLoop?: string;
  readonly createdAt: string;
}

export function rolloutPodOf(pod: unknown): RolloutPod {
  const crashLoop = crashLooping(pod);
  return {
    natives: objectsAt(pod, 'spec', 'initContainers')
      .filter(container => container['restartPolicy'] === 'Always')
      .map(container => stringAt(container, 'name') ?? ''),
    initialized: objectsAt(pod, 'status', 'conditions').some(
      condition => condition['type'] === 'Initialized' && condition['status'] === 'True',
    ),
    ...(crashLoop === undefined ? {} : {crashLoop}),
    createdAt: stringAt(pod, 'metadata', 'creationTimestamp') ?? '',
  };
}

/** A pod of the converted template: every recorded container is native in it. */
export function isConvertedPod(pod: RolloutPod, recorded: readonly string[]): boolean {
  return recorded.length > 0 && recorded.every(name => pod.natives.includes(name));
}

function crashLooping(pod: unknown): string | undefined {
  const statuses: readonly JsonObject[] = [
    ...objectsAt(pod, 'status', 'initContainerStatuses'),
    ...objectsAt(pod, 'status', 'containerStatuses'),
  ];
  const found = statuses.find(status => valueAt(status, 'state', 'waiting', 'reason') === 'CrashLoopBackOff');
  return found === undefined ? undefined : (stringAt(found, 'name') ?? '');
}
