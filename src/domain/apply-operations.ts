import type {Operation} from './decision.ts';
import {isObject, sameJson, type JsonObject} from './json.ts';
import {pointerKeys} from './pointer.ts';

/** An operation that cannot be applied: a failed `test`, or a path that is not there. */
export class OperationRefused extends Error {
  readonly operation: Operation;

  constructor(operation: Operation) {
    super(`${operation.op} ${operation.path} does not fit the document`);
    this.name = 'OperationRefused';
    this.operation = operation;
  }
}

/**
 * Applies RFC 6902 operations in order to a JSON value, which stays as it is.
 * As in the API server's library (evanphx/json-patch 4), a `test` for `null` passes where nothing is.
 * @throws OperationRefused at the first operation that does not fit; nothing is applied then
 */
export function applyOperations(document: unknown, operations: readonly Operation[]): unknown {
  return operations.reduce((value, operation) => {
    const changed = applyOperation(value, operation);
    if (changed === undefined) throw new OperationRefused(operation);
    return changed;
  }, document);
}

/** Undefined: it does not fit (no JSON value is undefined). */
function applyOperation(document: unknown, operation: Operation): unknown {
  const keys = pointerKeys(operation.path);
  switch (operation.op) {
    case 'test':
      return sameJson(read(document, keys) ?? null, operation.value) ? document : undefined;
    case 'add':
      return edit(document, keys, (parent, key) => insert(parent, key, operation.value));
    case 'replace':
      return edit(document, keys, (parent, key) => replace(parent, key, operation.value));
    case 'remove':
      return edit(document, keys, drop);
    case 'move': {
      const from = pointerKeys(operation.from);
      const value = read(document, from);
      return edit(edit(document, from, drop), keys, (parent, key) => insert(parent, key, value));
    }
  }
}

type Change = (parent: unknown, key: string) => unknown;

/** Applies a change at the path's last key and rebuilds the parents around it. */
function edit(value: unknown, keys: readonly string[], change: Change): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return undefined;
  if (rest.length === 0) return change(value, key);
  const child = edit(read(value, [key]), rest, change);
  return child === undefined ? undefined : replace(value, key, child);
}

function read(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce((at: unknown, key) => {
    if (Array.isArray(at)) return isIndex(key) ? (at[Number(key)] as unknown) : undefined;
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

function insert(parent: unknown, key: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : Number(key);
    return (key === '-' || isIndex(key)) && index <= parent.length ? parent.toSpliced(index, 0, value) : undefined;
  }
  if (!isObject(parent)) return undefined;
  return withValue(parent, key, value);
}

function replace(parent: unknown, key: string, value: unknown): unknown {
  if (read(parent, [key]) === undefined) return undefined;
  if (Array.isArray(parent)) return parent.with(Number(key), value);
  return withValue(parent as JsonObject, key, value);
}

/** A key that is there keeps its place. */
function withValue(parent: JsonObject, key: string, value: unknown): JsonObject {
  // Both forms define properties, so that a key such as `__proto__` stays an ordinary key.
  return {...parent, [key]: value};
}

function drop(parent: unknown, key: string): unknown {
  if (read(parent, [key]) === undefined) return undefined;
  if (Array.isArray(parent)) return parent.toSpliced(Number(key), 1);
  return Object.fromEntries(Object.entries(parent as object).filter(entry => entry[0] !== key));
}

function isIndex(key: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(key);
}
