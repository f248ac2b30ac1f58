import {factsFrom} from '../../domain/facts-from.ts';
import type {Facts, ServerVersion} from '../../domain/facts.ts';
import type {JsonObject} from '../../domain/json.ts';

/**
 * What the objects of the input say about one namespace. A manifest can be changed where it is kept, so whatever stands
 * in the way of changing a stored object (an immutable template, a tool that applies it again) does not count here.
 */
export function factsAmong(objects: readonly JsonObject[], namespace: string, server?: ServerVersion): Facts {
  return {
    ...factsFrom(objects, namespace),
    ...(server === undefined ? {} : {server}),
    admission: {pods: true, templates: true},
  };
}
