import {stringAt} from '../domain/json.ts';
import type {ObjectName} from './resources.ts';

/** `namespace/name`, or `name` for cluster-scoped objects: how stores name objects. */
export function keyOf(object: unknown): string {
  return toKey({
    namespace: stringAt(object, 'metadata', 'namespace'),
    name: stringAt(object, 'metadata', 'name') ?? '',
  });
}

export function toKey({namespace, name}: ObjectName): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The reverse of `toKey`. */
export function fromKey(key: string): ObjectName {
  const slash = key.indexOf('/');
  return slash < 0 ? {name: key} : {namespace: key.slice(0, slash), name: key.slice(slash + 1)};
}
