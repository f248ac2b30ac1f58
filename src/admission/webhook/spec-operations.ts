import type {Operation} from '../../domain/decision.ts';
import type {JsonObject} from '../../domain/json.ts';
import {fieldOperations} from './field-operations.ts';
import {listOperations} from './list-operations.ts';

/** The operations that make one pod spec of another, the first at `path`. */
export function specOperations(path: string, before: JsonObject, after: JsonObject): readonly Operation[] {
  return [...listOperations(path, before, after), ...fieldOperations(path, withoutLists(before), withoutLists(after))];
}

function withoutLists(spec: JsonObject): JsonObject {
  const {containers: _, initContainers: __, ...rest} = spec;
  return rest;
}
