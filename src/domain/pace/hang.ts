import {isNative, placedIn} from '../containers.ts';
import {numberAt, objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import {isPodOver} from '../pod-over.ts';

/** The start of a converted pod that waits for a container which the conversion has moved. */
export interface Hang {
  /** Name of the container. */
  readonly on: string;
  readonly why: 'NotStarted' | 'CrashLoop';
  /** When its turn came, by the clocks of scheduler and kubelet; ms since the epoch. */
  readonly since: number;
}

/**
 * Where the init phase of a pod stands still at a container of `moved` that has run already: its gate does not open, it
 * ends again and again, or it has lost its restartPolicy and is waited for until it ends. Undefined where the pod has
 * started or is over, and where something else holds it: no node, a volume, an image, another init container. Those
 * would hold a classic pod as well.
 */
export function hangOf(pod: unknown, moved: readonly string[]): Hang | undefined {
  const scheduledAt = timeOf(conditionOf(pod, 'PodScheduled'));
  if (isPodOver(pod) || scheduledAt === undefined || timeOf(conditionOf(pod, 'Initialized')) !== undefined) return;
  const inits = placedIn(objectAt(pod, 'spec'), 'initContainers');
  const statuses = objectsAt(pod, 'status', 'initContainerStatuses');
  const statusOf = (name: string): JsonObject => statuses.find(status => status['name'] === name) ?? {};
  const first = inits.findIndex(({name, container}) => !isPast(statusOf(name), isNative(container)));
  const held = inits[first];
  if (held === undefined || !moved.includes(held.name)) return undefined;
  const status = statusOf(held.name);
  if (!hasRun(status)) return undefined;
  const before = inits.slice(0, first).flatMap(({name}) => finishedAt(statusOf(name)));
  const why = valueAt(status, 'state', 'waiting', 'reason') === CRASH_LOOP ? 'CrashLoop' : 'NotStarted';
  return {on: held.name, why, since: Math.max(scheduledAt, ...before)};
}

const CRASH_LOOP = 'CrashLoopBackOff';

/** The kubelet goes on to the next container. */
function isPast(status: JsonObject, native: boolean): boolean {
  return native ? status['started'] === true : valueAt(status, 'state', 'terminated', 'exitCode') === 0;
}

/** One that never ran waits for its image, its volumes or its node's runtime. */
function hasRun(status: JsonObject): boolean {
  const {running, terminated, waiting} = objectAt(status, 'state');
  const isBack = stringAt(waiting, 'reason') === CRASH_LOOP || (numberAt(status, 'restartCount') ?? 0) > 0;
  return running !== undefined || terminated !== undefined || isBack;
}

function finishedAt(status: JsonObject): readonly number[] {
  const time = Date.parse(stringAt(status, 'state', 'terminated', 'finishedAt') ?? '');
  return Number.isNaN(time) ? [] : [time];
}

function conditionOf(pod: unknown, type: string): JsonObject | undefined {
  return objectsAt(pod, 'status', 'conditions').find(each => each['type'] === type && each['status'] === 'True');
}

/** Since when a condition holds; undefined: it does not. Without a time it has held for ever. */
function timeOf(condition: JsonObject | undefined): number | undefined {
  if (condition === undefined) return undefined;
  const time = Date.parse(stringAt(condition, 'lastTransitionTime') ?? '');
  return Number.isNaN(time) ? 0 : time;
}
