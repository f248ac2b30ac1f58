import {isObject, type JsonObject} from './json.ts';
import type {Placed} from './selection.ts';

export type ContainerList = 'containers' | 'initContainers';

/** The named containers of a pod spec's list with their places; what has no name cannot be chosen or moved. */
export function placedIn(spec: JsonObject, list: ContainerList): readonly Placed[] {
  return listIn(spec, list).flatMap((container, index) => {
    const name = isObject(container) ? container['name'] : undefined;
    return isObject(container) && typeof name === 'string' && name !== '' ? [{container, name, index}] : [];
  });
}

/** The list as it is, entries of any type; empty where it is missing or not a list. */
export function listIn(spec: JsonObject, list: ContainerList): readonly unknown[] {
  const found = spec[list];
  return Array.isArray(found) ? found : [];
}

/** Whether an entry of `initContainers` is a native sidecar (KEP-753). */
export function isNative(container: unknown): boolean {
  return isObject(container) && container['restartPolicy'] === 'Always';
}

export function nativesIn(spec: JsonObject): readonly Placed[] {
  return placedIn(spec, 'initContainers').filter(placed => isNative(placed.container));
}

/** Names of the native sidecars. */
export function nativeNames(spec: JsonObject): ReadonlySet<string> {
  return new Set(nativesIn(spec).map(({name}) => name));
}
