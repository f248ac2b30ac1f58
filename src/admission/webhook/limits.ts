import {listIn} from '../../domain/containers.ts';
import type {JsonObject} from '../../domain/json.ts';

/** Containers, in both lists. */
const LARGEST_POD = 500;
/**
 * In bytes. An update brings the object twice, as it is stored and as it would be, and the API server takes 3 MB of one
 * (apiserver pkg/server/config.go, MaxRequestBodyBytes).
 */
export const LARGEST_REVIEW = 8_000_000;
/** How deep lists and objects may stand in one another. Those of Kubernetes end long before. */
export const DEEPEST_REVIEW = 200;

/**
 * Whether a pod has more containers than anybody runs. What comes to a webhook is not validated yet, and nobody is to keep
 * the process busy with lists that would be refused: such a pod is left as it is.
 */
export function isTooLarge(spec: JsonObject): boolean {
  return listIn(spec, 'containers').length + listIn(spec, 'initContainers').length > LARGEST_POD;
}
