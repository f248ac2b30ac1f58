import {isObject, type JsonObject} from '../../domain/json.ts';

/** The object of a JSON text, many times faster than as YAML; undefined: it is no such text. */
export function parseJson(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
