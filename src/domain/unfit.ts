import {CATALOG} from './catalog/catalog.ts';
import type {Fields} from './fields.ts';
import {paced, probeFrom} from './gate.ts';
import {isObject, sameJson, valueAt, type JsonObject} from './json.ts';
import {hookOf} from './prestop.ts';
import {storedProbe} from './probe.ts';
import type {RecordEntry} from './record.ts';

/** What turns a native sidecar back into the classic container that it was, and what of that is not possible. */
export interface Unfit {
  readonly fields: Fields;
  /** Sentences without a subject, to follow the container's name. */
  readonly notes: readonly string[];
}

/** @param container the native sidecar as it is now, which may have been edited since its conversion */
export function unfitOf(container: JsonObject, entry: RecordEntry): Unfit {
  const probe = probeBefore(container, entry);
  const hook = hookBefore(container, entry);
  return {
    fields: {restartPolicy: 'absent', ...probe.fields, ...hook.fields},
    notes: [...probe.notes, ...hook.notes],
  };
}

const UNTOUCHED: Unfit = {fields: {}, notes: []};

/**
 * An explicit probe is always taken back: the record says that what stands there was put there by Outrigger, and the
 * policy that had its value may be gone. A derived one only while it is what would be derived again.
 */
function probeBefore(container: JsonObject, {x, p, t}: RecordEntry): Unfit {
  const now = container['startupProbe'];
  if (x === 1) return {fields: {startupProbe: isObject(p) ? p : 'absent'}, notes: []};
  if (t === undefined || !isObject(now)) return UNTOUCHED;
  if (derivedProbes(container, t).some(probe => sameJson(storedProbe(probe), storedProbe(now)))) {
    return {fields: {startupProbe: 'absent'}, notes: []};
  }
  return {fields: {}, notes: ['keeps its startupProbe, which has been changed since it was derived at the conversion']};
}

/** Every probe that could have been derived for the container; the record does not say from what it was. */
function derivedProbes(container: JsonObject, tries: number): readonly JsonObject[] {
  const profiles = CATALOG.map(profile => profile.startupProbe?.(container)).filter(probe => probe !== undefined);
  const copies = [probeFrom(container, 'readinessProbe', tries), probeFrom(container, 'livenessProbe', tries)];
  return [...copies.filter(probe => probe !== undefined), ...profiles.map(probe => paced(probe, tries))];
}

function hookBefore(container: JsonObject, entry: RecordEntry): Unfit {
  if (entry.h !== 1) return UNTOUCHED;
  const {lifecycle} = container;
  const now = valueAt(container, 'lifecycle', 'preStop');
  const hook = hookOf(entry);
  if (hook === undefined) return {fields: {}, notes: ['does not get its preStop hook back: the record lacks it']};
  if ((now ?? null) !== null || !(isObject(lifecycle) || (lifecycle ?? null) === null)) {
    return {fields: {}, notes: ['keeps the preStop hook that it was given since its conversion']};
  }
  return {fields: {preStop: hook}, notes: []};
}
