import {objectAt, stringAt, type JsonObject} from '../json.ts';

/** A startup probe that asks what a container's readinessProbe asks, if that is an HTTP request for this path. */
export function probeLikeReadiness(container: JsonObject, path: string): JsonObject | undefined {
  const httpGet = objectAt(container, 'readinessProbe', 'httpGet');
  return stringAt(httpGet, 'path') === path ? {httpGet} : undefined;
}
