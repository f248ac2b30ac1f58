import {stringAt, type JsonObject} from '../../src/domain/json.ts';
import {ApiError, ConnectionError} from '../../src/kube/api-error.ts';
import {Reflector, type ReflectorOptions} from '../../src/kube/reflector.ts';
import {RESOURCES} from '../../src/kube/resources.ts';
import {LogDamper} from '../../src/runtime/log-damper.ts';
import {FakeClock} from './fake-clock.ts';
import {FakeCollection} from './fake-collection.ts';
import {MemoryLog} from './memory-log.ts';

export interface View {
  readonly resourceVersion: string;
  readonly color: string | undefined;
}

export const SLOWEST_RETRY = 30_000;

export function project(object: JsonObject): View | undefined {
  if (object['ignored'] === true) return undefined;
  return {resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '', color: stringAt(object, 'color')};
}

/** A running reflector of Deployments; stopped after the test. */
export function setUp(options: Partial<ReflectorOptions<View>> = {}) {
  const clock = new FakeClock();
  const collection = new FakeCollection();
  const log = new MemoryLog();
  const changes: string[] = [];
  const counts = {restarted: 0, failed: 0};
  const reflector = new Reflector<View>({
    rest: collection,
    clock,
    random: () => 0.999,
    log,
    damper: new LogDamper(clock),
    metrics: {restarted: () => void counts.restarted++, failed: () => void counts.failed++},
    resource: RESOURCES.Deployment,
    project,
    onChange: (key, before, after) =>
      changes.push(`${key}: ${before?.resourceVersion ?? '-'} → ${after?.resourceVersion ?? '-'}`),
    ...options,
  });
  const stop = new AbortController();
  const start = (): void => void running.push({stop, end: reflector.run(stop.signal)});
  return {clock, collection, log, changes, counts, reflector, start, stop};
}

/** Reflectors that a test has started. */
export const running: {readonly stop: AbortController; readonly end: Promise<void>}[] = [];

/** Nobody listens. */
export const refused = (): ConnectionError =>
  new ConnectionError('cannot reach the server', Object.assign(new Error('connect'), {code: 'ECONNREFUSED'}));
export const forbidden = (): ApiError =>
  new ApiError(403, {reason: 'Forbidden', message: 'deployments.apps is forbidden'});

/** For `afterEach`. */
export async function stopAll(): Promise<void> {
  for (const {stop, end} of running.splice(0)) {
    stop.abort();
    await end;
  }
}
