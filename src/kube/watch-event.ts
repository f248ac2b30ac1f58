import {isObject, numberAt, stringAt, type JsonObject} from '../domain/json.ts';
import {ApiError} from './api-error.ts';

/** What a watch brings. A BOOKMARK's object has nothing but a resourceVersion up to which everything was sent. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: JsonObject;
}

/**
 * Reads one line of a watch.
 * @throws ApiError when the line is an ERROR event or none that we know.
 */
export function parseWatchEvent(line: string): WatchEvent {
  const parsed = parse(line);
  const object = isObject(parsed['object']) ? parsed['object'] : {};
  const type = parsed['type'];
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK') return {type, object};
  if (type === 'ERROR') throw new ApiError(numberAt(object, 'code') ?? 500, object);
  throw malformed(stringAt(parsed, 'type') ?? line);
}

function parse(line: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(line);
    return isObject(parsed) ? parsed : {};
  } catch (error) {
    throw malformed(line, error);
  }
}

function malformed(what: string, cause?: unknown): ApiError {
  const error = new ApiError(500, {
    reason: 'MalformedWatchEvent',
    message: `a watch brought what is no event: ${what.slice(0, 100)}`,
  });
  if (cause !== undefined) error.cause = cause;
  return error;
}
