import {isObject, type JsonObject} from '../../src/domain/json.ts';
import {container, native, pod, podSpec} from './builders.ts';

/** When the pods of this file were scheduled. */
export const SCHEDULED = '2026-11-28T10:00:00Z';

export interface StartingPod {
  /** Default: the regular init container `setup`, which has ended, and the native sidecar `log`, which runs. */
  readonly inits?: readonly JsonObject[];
  /** Statuses of the init containers, by name; default of each: it runs and has not started. */
  readonly states?: Readonly<Record<string, JsonObject>>;
  readonly conditions?: readonly JsonObject[];
  readonly metadata?: JsonObject;
  readonly containers?: JsonObject[];
  /** Names in its record; none: it has no record. */
  readonly moved?: readonly string[];
}

export const ENDED: JsonObject = {state: {terminated: {exitCode: 0, finishedAt: '2026-11-28T10:00:30Z'}}};
export const RUNS: JsonObject = {started: false, state: {running: {startedAt: '2026-11-28T10:00:31Z'}}};
export const STARTED: JsonObject = {started: true, state: {running: {startedAt: '2026-11-28T10:00:31Z'}}};
export const CRASHES: JsonObject = {restartCount: 4, state: {waiting: {reason: 'CrashLoopBackOff'}}};
export const PULLS: JsonObject = {state: {waiting: {reason: 'ImagePullBackOff'}}};
export const WAITS: JsonObject = {state: {waiting: {reason: 'PodInitializing'}}};
export const IS_SCHEDULED: JsonObject = {type: 'PodScheduled', status: 'True', lastTransitionTime: SCHEDULED};

/** A converted pod on its way up, as its node and the scheduler tell of it. */
export function startingPod({
  inits = [container('setup'), native('log')],
  states = {},
  conditions = [IS_SCHEDULED],
  metadata = {},
  containers = [container('app')],
  moved = ['log'],
}: StartingPod = {}): JsonObject {
  const record = `[${moved.map((n, i) => `{"n":"${n}","i":${i}}`).join(',')}]`;
  const annotations = moved.length === 0 ? {} : {'outrigger.dev/record': record};
  const given = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const byDefault = (name: unknown): JsonObject => (name === 'setup' ? ENDED : RUNS);
  return {
    ...pod(podSpec(containers, {initContainers: inits}), {
      metadata: {creationTimestamp: '2026-11-28T09:59:59Z', ...metadata, annotations: {...annotations, ...given}},
    }),
    status: {
      phase: 'Pending',
      conditions,
      initContainerStatuses: inits.map(({name}) => ({name, ...(states[String(name)] ?? byDefault(name))})),
    },
  };
}
