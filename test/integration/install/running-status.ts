import type {JsonObject} from '../../../src/domain/json.ts';

/** A container that has ended. */
export interface Ended {
  readonly name: string;
  readonly exitCode: number;
}

const TIME = '2026-01-01T00:00:00Z';
const NAMES = ['app', 'log'];

/** The status that a kubelet reports for a pod with the containers `app` and `log`; all run that have not ended. */
export function runningStatus(ended: readonly Ended[]): JsonObject {
  return {
    phase: 'Running',
    hostIP: '192.0.2.1',
    podIP: '192.0.2.7',
    podIPs: [{ip: '192.0.2.7'}],
    startTime: TIME,
    conditions: [
      {type: 'Initialized', status: 'True', lastTransitionTime: TIME},
      {type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: TIME},
    ],
    containerStatuses: NAMES.map(name => containerStatus(name, ended.find(one => one.name === name)?.exitCode)),
  };
}

function containerStatus(name: string, exitCode: number | undefined): JsonObject {
  const ends = {exitCode, reason: 'Completed', startedAt: TIME, finishedAt: TIME};
  return {
    name,
    image: `registry.example/${name}:1.0`,
    imageID: '',
    restartCount: 0,
    ready: exitCode === undefined,
    state: exitCode === undefined ? {running: {startedAt: TIME}} : {terminated: ends},
  };
}
