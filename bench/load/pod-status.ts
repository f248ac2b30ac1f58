import type {JsonObject} from '../../src/domain/json.ts';

/** `Stuck`: the first container has ended well, the others run. */
export type PodState = 'Running' | 'Finished' | 'Stuck';

/** What the kubelet reports of such a pod of a Job; the first container is the main one. */
export function podStatus(state: PodState, containers: readonly string[]): JsonObject {
  const startedAt = minutesAgo(15);
  const running = {running: {startedAt}};
  const ended = {terminated: {exitCode: 0, reason: 'Completed', startedAt, finishedAt: minutesAgo(5)}};
  const states = {
    Running: () => running,
    Finished: () => ended,
    Stuck: (index: number) => (index === 0 ? ended : running),
  };
  return {
    phase: state === 'Finished' ? 'Succeeded' : 'Running',
    startTime: startedAt,
    containerStatuses: containers.map((name, index) => containerStatus(name, states[state](index))),
  };
}

function containerStatus(name: string, state: JsonObject): JsonObject {
  const isRunning = 'running' in state;
  return {name, image: `registry.shop.example/${name}:1`, imageID: '', ready: isRunning, restartCount: 0, state};
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
}
