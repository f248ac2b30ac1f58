import type {Operation} from '../../domain/decision.ts';
import {isObject, sameJson, type JsonObject} from '../../domain/json.ts';
import {pointer} from '../../domain/pointer.ts';

/**
 * The operations that make one object of another, the first at `path`. Objects are compared field by field, lists and
 * values as a whole; what is the same is not written, so that it stays as the API server has it.
 */
export function fieldOperations(path: string, before: JsonObject, after: JsonObject): readonly Operation[] {
  const gone = Object.keys(before).filter(key => before[key] !== undefined && valueOf(after, key) === undefined);
  return [
    ...gone.map((key): Operation => ({op: 'remove', path: path + pointer(key)})),
    ...Object.entries(after).flatMap(([key, value]) => fieldChange(path + pointer(key), valueOf(before, key), value)),
  ];
}

function fieldChange(path: string, before: unknown, after: unknown): readonly Operation[] {
  if (after === undefined || sameJson(before, after)) return [];
  if (before === undefined) return [{op: 'add', path, value: after}];
  if (isObject(before) && isObject(after)) return fieldOperations(path, before, after);
  return [{op: 'replace', path, value: after}];
}

function valueOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
