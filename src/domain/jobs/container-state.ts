import {isObject, numberAt, objectAt, stringAt, valueAt, type JsonObject} from '../json.ts';

/** What a container does, from its entry in `status.containerStatuses`. */
export type ContainerState =
  | {readonly type: 'Running'}
  /** `restarting`: it has run before and will run again; else it has not started yet. */
  | {readonly type: 'Waiting'; readonly reason: string; readonly restarting: boolean}
  /** `finishedAt`: ms since the epoch by the node's clock; absent where the kubelet lost track of it. */
  | {readonly type: 'Terminated'; readonly exitCode: number; readonly finishedAt?: number}
  /** No entry, or one that says nothing: not to be judged. */
  | {readonly type: 'Absent'};

const ABSENT: ContainerState = {type: 'Absent'};
const RUNNING: ContainerState = {type: 'Running'};

/** Reads one entry; where it says several things at once, the one that means "not over". */
export function containerState(status: JsonObject | undefined): ContainerState {
  const state = objectAt(status, 'state');
  if (isObject(state['running'])) return RUNNING;
  if (isObject(state['waiting'])) {
    const restarting = isObject(valueAt(status, 'lastState', 'terminated'));
    return {type: 'Waiting', reason: stringAt(state, 'waiting', 'reason') ?? '', restarting};
  }
  return isObject(state['terminated']) ? terminated(state['terminated']) : ABSENT;
}

function terminated(state: JsonObject): ContainerState {
  const exitCode = numberAt(state, 'exitCode');
  if (exitCode === undefined) return ABSENT;
  const finishedAt = Date.parse(stringAt(state, 'finishedAt') ?? '');
  // The zero time of Go stands for "not known" as well.
  return finishedAt > 0 ? {type: 'Terminated', exitCode, finishedAt} : {type: 'Terminated', exitCode};
}
