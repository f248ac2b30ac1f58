import {applyOperations} from './apply-operations.ts';
import type {Operation} from './decision.ts';
import {isObject, objectAt, sameJson, valueAt, type JsonObject} from './json.ts';
import {storedProbe} from './probe.ts';

/** Changes of the three fields that a conversion touches; a field that is not named stays as it is. */
export interface Fields {
  readonly restartPolicy?: 'Always' | 'absent';
  readonly startupProbe?: JsonObject | 'absent';
  readonly preStop?: JsonObject | 'absent';
}

/** Operations for the container at the pointer `at`; none where it is like that already. */
export function fieldOperations(container: JsonObject, fields: Fields, at: string): readonly Operation[] {
  return [
    ...member(container['restartPolicy'], fields.restartPolicy, `${at}/restartPolicy`),
    ...startupProbe(container, fields.startupProbe, at),
    ...preStop(container, fields.preStop, at),
  ];
}

/** The container with these fields. */
export function withFields(container: JsonObject, fields: Fields): JsonObject {
  return applyOperations(container, fieldOperations(container, fields, '')) as JsonObject;
}

/** The changes that make one container's fields those of another. */
export function fieldsLike(model: JsonObject): Fields {
  const {startupProbe} = model;
  const hook = valueAt(model, 'lifecycle', 'preStop');
  return {
    restartPolicy: model['restartPolicy'] === 'Always' ? 'Always' : 'absent',
    startupProbe: isObject(startupProbe) ? startupProbe : 'absent',
    preStop: isObject(hook) ? hook : 'absent',
  };
}

function startupProbe(container: JsonObject, want: Fields['startupProbe'], at: string): readonly Operation[] {
  const now = container['startupProbe'];
  // What the API server filled in since is no difference: it would restart pods for nothing.
  if (isObject(now) && isObject(want) && sameJson(storedProbe(now), storedProbe(want))) return [];
  return member(now, want, `${at}/startupProbe`);
}

function preStop(container: JsonObject, want: Fields['preStop'], at: string): readonly Operation[] {
  const now = valueAt(container, 'lifecycle', 'preStop');
  const others = Object.keys(objectAt(container, 'lifecycle')).filter(key => key !== 'preStop');
  if (isObject(want) && !isObject(container['lifecycle'])) {
    return [{op: 'add', path: `${at}/lifecycle`, value: {preStop: want}}];
  }
  // An empty lifecycle would not be what was there before.
  if (isObject(now) && want === 'absent' && others.length === 0) return [{op: 'remove', path: `${at}/lifecycle`}];
  return member(now, want, `${at}/lifecycle/preStop`);
}

/** `add` also replaces a member that is there (RFC 6902, 4.1). */
function member(now: unknown, want: unknown, path: string): readonly Operation[] {
  if (want === undefined || sameJson(now, want)) return [];
  if (want !== 'absent') return [{op: 'add', path, value: want}];
  return now === undefined ? [] : [{op: 'remove', path}];
}
