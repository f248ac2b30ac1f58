/** Tolerant readers of JSON that others wrote: a wrong type reads as absent, nothing throws. */
export type JsonObject = {readonly [key: string]: unknown};

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  return asObject(at(value, path));
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of a list, which is not copied; anything else in it is left out. */
export function objectsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, path);
  if (!Array.isArray(found)) return [];
  return found.every(isObject) ? found : found.filter(isObject);
}

export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
}

/** The strings of a list, which is not copied; anything else in it is left out. */
export function stringsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  const found = at(value, path);
  if (!Array.isArray(found)) return [];
  return found.every(isString) ? found : found.filter(isString);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** The string values of a map (labels, annotations, selectors). */
export function stringMapAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const map = asObject(at(value, path));
  return isStringMap(map) ? map : stringsOf(map);
}

function isStringMap(map: JsonObject): map is Readonly<Record<string, string>> {
  for (const key in map) if (typeof map[key] !== 'string') return false;
  return true;
}

function stringsOf(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return at(value, path);
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  // No `for of`: its iterators were a quarter of what a plan leaves to the garbage collector, where nothing is optimized.
  for (let index = 0; index < path.length; index++) {
    const key = path[index] ?? '';
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/** Undefined: not a string, or not JSON. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON with sorted keys: equal text means equal value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** As `canonicalJson` would say, without making text of both. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, index) => sameJson(each, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every(key => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** What has no value is not there in JSON. */
function keysOf(object: JsonObject): readonly string[] {
  return Object.keys(object).filter(key => object[key] !== undefined);
}
