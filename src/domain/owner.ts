import {objectsAt, stringAt} from './json.ts';

export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The controller that an object belongs to; undefined: it stands alone. */
export function controllerOf(object: unknown): Owner | undefined {
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find(reference => reference['controller'] === true);
  if (owner === undefined) return undefined;
  const read = (field: string): string => stringAt(owner, field) ?? '';
  return {kind: read('kind'), name: read('name'), uid: read('uid')};
}
