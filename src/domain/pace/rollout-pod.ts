import {matchesGlob} from '../glob.ts';
import {objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import {isPodOver} from '../pod-over.ts';
import {sharedNames} from '../shared-names.ts';
import {hangOf, type Hang} from './hang.ts';
import {movedIn, strippedIn} from './pod-record.ts';

/** What a pod of a workload tells about a conversion; small, since one is kept per pod. */
export interface RolloutPod {
  /** Names of its native sidecars. */
  readonly natives: readonly string[];
  /** All init containers are done and all native sidecars started (KEP-753: what the condition Initialized means). */
  readonly initialized: boolean;
  /** Name of the first native sidecar that has not started: what the pod waits for. */
  readonly waitsFor?: string;
  /** Name of a container in CrashLoopBackOff. */
  readonly crashLoop?: string;
  readonly createdAt: string;
  /** Present: it has ended or is being deleted. */
  readonly over?: true;
  /** Names that its own record says were moved when it was created; absent: it has none. */
  readonly moved?: readonly string[];
  /** The first of `moved` that is no native sidecar in it: something has changed the pod since. */
  readonly stripped?: string;
  /** Its start hangs on one of `moved`. */
  readonly hang?: Hang;
}

export function rolloutPodOf(pod: unknown): RolloutPod {
  const crashLoop = crashLooping(pod);
  const waitsFor = notStarted(pod);
  return {
    natives: sharedNames(nativesOf(pod)),
    initialized: objectsAt(pod, 'status', 'conditions').some(
      condition => condition['type'] === 'Initialized' && condition['status'] === 'True',
    ),
    ...(crashLoop === undefined ? {} : {crashLoop}),
    ...(waitsFor === undefined ? {} : {waitsFor}),
    createdAt: stringAt(pod, 'metadata', 'creationTimestamp') ?? '',
    ...(isPodOver(pod) ? {over: true} : {}),
    ...conversionOf(pod),
  };
}

/** What its record says of its own conversion, and what has become of it. */
function conversionOf(pod: unknown): Pick<RolloutPod, 'moved' | 'stripped' | 'hang'> {
  const moved = movedIn(pod);
  if (moved.length === 0) return {};
  const stripped = strippedIn(pod, moved);
  const hang = hangOf(pod, moved);
  return {
    moved: sharedNames(moved),
    ...(stripped === undefined ? {} : {stripped}),
    ...(hang === undefined ? {} : {hang}),
  };
}

/**
 * A pod of the converted template: every recorded container is native in it, and so is what injectors were told to add.
 * @param injected of each product globs on the name of its container
 */
export function isConvertedPod(
  {natives}: RolloutPod,
  recorded: readonly string[],
  injected: readonly (readonly string[])[] = [],
): boolean {
  if (recorded.length + injected.length === 0) return false;
  const isThere = (globs: readonly string[]): boolean =>
    natives.some(name => globs.some(glob => matchesGlob(glob, name)));
  return recorded.every(name => natives.includes(name)) && injected.every(isThere);
}

function nativesOf(pod: unknown): readonly string[] {
  return objectsAt(pod, 'spec', 'initContainers')
    .filter(container => container['restartPolicy'] === 'Always')
    .map(container => stringAt(container, 'name') ?? '');
}

function notStarted(pod: unknown): string | undefined {
  const started = objectsAt(pod, 'status', 'initContainerStatuses').filter(status => status['started'] === true);
  return nativesOf(pod).find(name => !started.some(status => status['name'] === name));
}

function crashLooping(pod: unknown): string | undefined {
  const statuses: readonly JsonObject[] = [
    ...objectsAt(pod, 'status', 'initContainerStatuses'),
    ...objectsAt(pod, 'status', 'containerStatuses'),
  ];
  const found = statuses.find(status => valueAt(status, 'state', 'waiting', 'reason') === 'CrashLoopBackOff');
  return found === undefined ? undefined : (stringAt(found, 'name') ?? '');
}
