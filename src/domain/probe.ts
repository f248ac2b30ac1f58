import {isObject, type JsonObject} from './json.ts';

const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;

/** What the API server fills in where a probe leaves it out or zero (kubernetes pkg/apis/core/v1/defaults.go). */
const PROBE_DEFAULTS = {timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3};
const HANDLER_DEFAULTS: Readonly<Record<string, JsonObject>> = {
  httpGet: {path: '/', scheme: 'HTTP'},
  grpc: {service: ''},
};

/** The handler of a probe (`{httpGet: …}` and the like); undefined: not a probe. */
export function handlerOf(probe: unknown): JsonObject | undefined {
  if (!isObject(probe)) return undefined;
  const handlers = HANDLERS.filter(key => isObject(probe[key]));
  return handlers.length === 0 ? undefined : Object.fromEntries(handlers.map(key => [key, probe[key]]));
}

/** The probe as it is stored, so that one that was just planned can be compared with one that was read. */
export function storedProbe(probe: JsonObject): JsonObject {
  const handlers = Object.entries(HANDLER_DEFAULTS)
    .filter(([key]) => isObject(probe[key]))
    .map(([key, defaults]) => [key, withDefaults(probe[key] as JsonObject, defaults)]);
  const delay = probe['initialDelaySeconds'] === 0 ? {initialDelaySeconds: undefined} : {};
  return {...withDefaults(probe, PROBE_DEFAULTS), ...Object.fromEntries(handlers), ...delay} as JsonObject;
}

/** Defaults where a field is absent, null or the zero value of its type, as Go sees it. */
function withDefaults(object: JsonObject, defaults: JsonObject): JsonObject {
  const missing = Object.entries(defaults).filter(([key]) => !object[key]);
  return {...object, ...Object.fromEntries(missing)};
}
