import type {JsonObject} from '../../src/domain/json.ts';
import {stringAt} from '../../src/domain/json.ts';
import {Reflector} from '../../src/kube/reflector.ts';
import {RESOURCES} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import type {Versioned} from '../../src/kube/store.ts';
import {systemClock} from '../../src/runtime/clock.ts';
import {LogDamper} from '../../src/runtime/log-damper.ts';
import {TimeSlice} from '../../src/runtime/time-slice.ts';
import {silentLog} from './silent-log.ts';

/** Kinds that a row of the table is made from. */
const KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'Pod',
  'Node',
  'Namespace',
  'SidecarPolicy',
  'ClusterSidecarPolicy',
] as const;
export type WatchedKind = (typeof KINDS)[number];

/** Whole objects, by kind: as they are now. */
export interface ClusterObjects {
  of(kind: WatchedKind): readonly JsonObject[];
}

interface Kept extends Versioned {
  readonly object: JsonObject;
}

/** Follows a cluster with the operator's own reflectors. */
export class ClusterWatch implements ClusterObjects {
  readonly #reflectors: ReadonlyMap<WatchedKind, Reflector<Kept>>;

  constructor(rest: Rest, changed: () => void) {
    const clock = systemClock;
    const slice = new TimeSlice(clock);
    const context = {rest, clock, random: Math.random, log: silentLog, damper: new LogDamper(clock), slice};
    const reflect = (kind: WatchedKind): Reflector<Kept> =>
      new Reflector({...context, resource: RESOURCES[kind], project: keep, onChange: changed});
    this.#reflectors = new Map(KINDS.map(kind => [kind, reflect(kind)]));
  }

  /** Resolves when everything has been listed once; goes on until the signal is aborted. */
  async start(signal: AbortSignal): Promise<void> {
    const all = [...this.#reflectors.values()];
    for (const reflector of all) void reflector.run(signal);
    await Promise.all(all.map(async reflector => reflector.settled()));
  }

  of(kind: WatchedKind): readonly JsonObject[] {
    return [...(this.#reflectors.get(kind)?.store.values() ?? [])].map(kept => kept.object);
  }
}

function keep(object: JsonObject): Kept {
  return {resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '', object};
}
