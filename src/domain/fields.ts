import {applyOperations} from './apply-operations.ts';
import type {Operation} from './decision.ts';
import {isObject, objectAt, sameJson, valueAt, type JsonObject} from './json.ts';
import {storedProbe} from './probe.ts';

/** Changes of the fields that a conversion touches; a field that is not named stays as it is. */
export interface Fields {
  readonly restartPolicy?: 'Always' | 'absent';
  readonly startupProbe?: JsonObject | 'absent';
  readonly preStop?: JsonObject | 'absent';
  readonly postStart?: JsonObject | 'absent';
}

/** Operations for the container at the pointer `at`; none where it is like that already. */
export function fieldOperations(container: JsonObject, fields: Fields, at: string): readonly Operation[] {
  return [
    ...member(container['restartPolicy'], fields.restartPolicy, `${at}/restartPolicy`),
    ...startupProbe(container, fields.startupProbe, at),
    ...hooks(container, fields, at),
  ];
}

/** The container with these fields. */
export function withFields(container: JsonObject, fields: Fields): JsonObject {
  return applyOperations(container, fieldOperations(container, fields, '')) as JsonObject;
}

/** The changes that make one container's fields those of another. */
export function fieldsLike(model: JsonObject): Fields {
  const {startupProbe} = model;
  const [preStop, postStart] = HOOKS.map(name => valueAt(model, 'lifecycle', name));
  return {
    restartPolicy: model['restartPolicy'] === 'Always' ? 'Always' : 'absent',
    startupProbe: isObject(startupProbe) ? startupProbe : 'absent',
    preStop: isObject(preStop) ? preStop : 'absent',
    postStart: isObject(postStart) ? postStart : 'absent',
  };
}

const HOOKS = ['preStop', 'postStart'] as const;

function startupProbe(container: JsonObject, want: Fields['startupProbe'], at: string): readonly Operation[] {
  const now = container['startupProbe'];
  // What the API server filled in since is no difference: it would restart pods for nothing.
  if (isObject(now) && isObject(want) && sameJson(storedProbe(now), storedProbe(want))) return [];
  return member(now, want, `${at}/startupProbe`);
}

function hooks(container: JsonObject, fields: Fields, at: string): readonly Operation[] {
  const path = `${at}/lifecycle`;
  const now = objectAt(container, 'lifecycle');
  const changes = HOOKS.flatMap(name => member(now[name], fields[name], `${path}/${name}`));
  if (changes.length === 0) return [];
  const added = Object.fromEntries(
    HOOKS.map(name => [name, fields[name]] as const).filter(([, hook]) => isObject(hook)),
  );
  if (!isObject(container['lifecycle'])) return [{op: 'add', path, value: added}];
  const isGone = (name: string): boolean => HOOKS.some(hook => hook === name && fields[hook] === 'absent');
  // An empty lifecycle would not be what was there before.
  const isEmptied = Object.keys(added).length === 0 && Object.keys(now).every(isGone);
  return isEmptied && Object.values(now).some(isObject) ? [{op: 'remove', path}] : changes;
}

/** `add` also replaces a member that is there (RFC 6902, 4.1). */
function member(now: unknown, want: unknown, path: string): readonly Operation[] {
  if (want === undefined || sameJson(now, want)) return [];
  if (want !== 'absent') return [{op: 'add', path, value: want}];
  return now === undefined ? [] : [{op: 'remove', path}];
}
