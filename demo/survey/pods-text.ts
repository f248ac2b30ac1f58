import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../src/domain/json.ts';
import type {WorkloadKind} from '../../src/domain/workload.ts';
import type {JobState} from './job-state.ts';
import type {SeenPod} from './world.ts';

/** How many pods are ready, and how often their containers were restarted. */
export function podsText(kind: WorkloadKind, object: JsonObject, pods: readonly SeenPod[]): string {
  if (kind === 'Pod') return stringAt(object, 'status', 'phase') ?? '';
  const [ready, wanted] = kind === 'DaemonSet' ? DAEMON_SET : REPLICAS;
  const count = `${numberAt(object, ...ready) ?? 0}/${numberAt(object, ...wanted) ?? 1}`;
  const restarts = pods.reduce((sum, pod) => sum + restartsOf(pod.object), 0);
  return restarts === 0 ? count : `${count}, ${restarts} restart${restarts === 1 ? '' : 's'}`;
}

const DAEMON_SET = [
  ['status', 'numberReady'],
  ['status', 'desiredNumberScheduled'],
] as const;
const REPLICAS = [
  ['status', 'readyReplicas'],
  ['spec', 'replicas'],
] as const;

/** How a Job is doing, in a word. */
export function jobText(state: JobState, pods: readonly SeenPod[]): string {
  if (state.type === 'Finished') return state.how;
  if (state.type === 'Stuck') return 'hangs';
  if (state.type === 'Ending') return 'ending';
  if (!pods.some(pod => stringAt(pod.object, 'status', 'phase') !== 'Pending')) return 'pending';
  const containers = pods.flatMap(pod => objectsAt(pod.object, 'status', 'containerStatuses'));
  const ended = containers.filter(each => valueAt(each, 'state', 'terminated') !== undefined).length;
  return ended === 0 ? 'running' : `${ended} of ${containers.length} ended`;
}

function restartsOf(pod: JsonObject): number {
  const statuses = [
    ...objectsAt(pod, 'status', 'initContainerStatuses'),
    ...objectsAt(pod, 'status', 'containerStatuses'),
  ];
  return statuses.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0);
}
