import {stringAt, valueAt} from '../../src/domain/json.ts';
import {Reflector, type ReflectorContext, type ReflectorOptions} from '../../src/kube/reflector.ts';
import type {Resource} from '../../src/kube/resources.ts';
import {systemClock} from '../../src/runtime/clock.ts';
import {LogDamper} from '../../src/runtime/log-damper.ts';
import {TimeSlice} from '../../src/runtime/time-slice.ts';
import {MemoryLog} from './memory-log.ts';

export interface ThingView {
  readonly resourceVersion: string;
  readonly data: unknown;
}

export interface LiveReflector {
  readonly reflector: Reflector<ThingView>;
  readonly log: MemoryLog;
  readonly changes: readonly string[];
  readonly counts: {restarted: number; failed: number};
  readonly stop: () => Promise<void>;
}

/** A running reflector that keeps the `data` of objects; on the real clock, unless `options` have another one. */
export function reflect(
  rest: ReflectorContext['rest'],
  resource: Resource,
  options: Partial<ReflectorOptions<ThingView>> = {},
): LiveReflector {
  const log = new MemoryLog();
  const changes: string[] = [];
  const counts = {restarted: 0, failed: 0};
  const reflector = new Reflector<ThingView>({
    rest,
    resource,
    clock: systemClock,
    random: Math.random,
    log,
    damper: new LogDamper(systemClock),
    slice: new TimeSlice(options.clock ?? systemClock),
    metrics: {restarted: () => void counts.restarted++, failed: () => void counts.failed++},
    project: object => ({
      resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '',
      data: valueAt(object, 'data'),
    }),
    onChange: (key, before, after) =>
      changes.push(`${key} ${before === undefined ? 'new' : after === undefined ? 'gone' : 'changed'}`),
    ...options,
  });
  const abort = new AbortController();
  const end = reflector.run(abort.signal);
  const stop = async (): Promise<void> => {
    abort.abort();
    await end;
  };
  return {reflector, log, changes, counts, stop};
}
