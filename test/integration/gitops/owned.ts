import assert from 'node:assert/strict';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';

/** What everybody but Outrigger and controllers owns, by `manager operation`: a set of fields as managedFields has it. */
export type Owned = Readonly<Record<string, JsonObject>>;

const OTHERS = new Set(['outrigger', 'kube-controller-manager']);
const LOG = 'k:{"name":"log"}';

export function ownedIn(object: JsonObject): Owned {
  const entries = objectsAt(object, 'metadata', 'managedFields').filter(({manager}) => !OTHERS.has(String(manager)));
  return Object.fromEntries(
    entries.map(entry => [`${String(entry['manager'])} ${String(entry['operation'])}`, objectAt(entry, 'fieldsV1')]),
  );
}

/** Whoever owned fields before owns the same now. */
export function assertKept(before: Owned, now: Owned): void {
  for (const [manager, fields] of Object.entries(before)) assert.deepEqual(now[manager], fields, manager);
}

/** But for those of the container that Outrigger moves, in either list; whoever owns nothing else is left out. */
export function withoutLog(owned: Owned): Owned {
  return (without(owned, LOG) ?? {}) as Owned;
}

/** Undefined: nothing is left. An empty set of fields stands for a field itself. */
function without(fields: JsonObject, key: string): JsonObject | undefined {
  const entries = Object.entries(fields);
  const left = entries
    .filter(([each]) => each !== key)
    .map(([each, inner]) => [each, without(inner as JsonObject, key)] as const)
    .filter(([, inner]) => inner !== undefined);
  return left.length === 0 && entries.length > 0 ? undefined : Object.fromEntries(left);
}
