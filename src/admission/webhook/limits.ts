import {listIn} from '../../domain/containers.ts';
import {isObject, objectsAt, stringAt, type JsonObject} from '../../domain/json.ts';

/** More than anybody runs, and little enough to be looked at in a moment. Containers are those of both lists. */
const LARGEST = {containers: 500, list: 2000, name: 253, image: 2000, managers: 1000};
/**
 * In bytes. An update brings the object twice, as it is stored and as it would be, and the API server takes 3 MB of one
 * (apiserver pkg/server/config.go, MaxRequestBodyBytes).
 */
export const LARGEST_REVIEW = 8_000_000;
/** How deep lists and objects may stand in one another. Those of Kubernetes end long before. */
export const DEEPEST_REVIEW = 200;

/**
 * Whether there is more in a pod spec than anybody runs. What comes to a webhook is not validated yet, and nobody is to keep
 * the process busy with what would be refused: such an object is left as it is.
 */
export function isTooLarge(spec: JsonObject): boolean {
  const containers = [...listIn(spec, 'containers'), ...listIn(spec, 'initContainers')];
  return containers.length > LARGEST.containers || containers.some(isLarge);
}

/** Whether more managers have written an object than any object has. */
export function hasTooManyManagers(object: JsonObject): boolean {
  return objectsAt(object, 'metadata', 'managedFields').length > LARGEST.managers;
}

function isLarge(container: unknown): boolean {
  if (!isObject(container)) return false;
  const length = (field: string): number => stringAt(container, field)?.length ?? 0;
  if (length('name') > LARGEST.name || length('image') > LARGEST.image) return true;
  return Object.values(container).some(value => Array.isArray(value) && value.length > LARGEST.list);
}
