import {CATALOG} from './catalog/catalog.ts';
import {withFields, type Fields} from './fields.ts';
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
  const hook = hookBefore(container, entry);
  const wait = waitBefore(container, entry);
  // A gate can have been derived from a hook that has gone with the conversion.
  const probe = probeBefore(withFields(container, wait.fields), entry);
  return {
    fields: {restartPolicy: 'absent', ...probe.fields, ...hook.fields, ...wait.fields},
    notes: [...probe.notes, ...hook.notes, ...wait.notes],
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
  const profiles = CATALOG.map(profile => profile.startupProbe?.(container, {})).filter(probe => probe !== undefined);
  const copies = [probeFrom(container, 'readinessProbe', tries), probeFrom(container, 'livenessProbe', tries)];
  return [...copies.filter(probe => probe !== undefined), ...profiles.map(probe => paced(probe, tries))];
}

function hookBefore(container: JsonObject, entry: RecordEntry): Unfit {
  if (entry.h !== 1) return UNTOUCHED;
  const hook = hookOf(entry);
  if (hook === undefined) return {fields: {}, notes: ['does not get its preStop hook back: the record lacks it']};
  if (!hasRoomFor('preStop', container)) {
    return {fields: {}, notes: ['keeps the preStop hook that it was given since its conversion']};
  }
  return {fields: {preStop: hook}, notes: []};
}

function waitBefore(container: JsonObject, {w}: RecordEntry): Unfit {
  if (!isObject(w)) return UNTOUCHED;
  if (!hasRoomFor('postStart', container)) {
    return {fields: {}, notes: ['keeps the postStart hook that it was given since its conversion']};
  }
  return {fields: {postStart: w}, notes: []};
}

function hasRoomFor(hook: string, container: JsonObject): boolean {
  const {lifecycle} = container;
  const isOpen = isObject(lifecycle) || (lifecycle ?? null) === null;
  return isOpen && (valueAt(container, 'lifecycle', hook) ?? null) === null;
}
