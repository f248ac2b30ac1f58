import {finding} from '../finding.ts';
import {objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import type {Check} from './check.ts';
import {isPodDelivery} from './pod-delivery.ts';

/** What a controller has created is written by its controller: a changed template does not last. */
export const controllerOwned: Check = {
  code: 'ControllerOwned',
  check: input => {
    const owner = controllerOf(input.workload.metadata);
    if (owner === undefined || isPodDelivery(input)) return [];
    const name = `${stringAt(owner, 'kind') ?? 'controller'} ${stringAt(owner, 'name') ?? ''}`.trim();
    const message = `${name} created this object and writes its pod template back, so a conversion here would not last, or the two would fight and restart the pods again and again. Set the native sidecar in ${name} itself, if it lets you.`;
    return [finding('ControllerOwned', message)];
  },
};

/** The owner that manages the object (meta/v1 OwnerReference.controller; at most one). */
function controllerOf(metadata: JsonObject): JsonObject | undefined {
  return objectsAt(metadata, 'ownerReferences').find(owner => valueAt(owner, 'controller') === true);
}
