import type {Schema} from '../crd.ts';

/** An object of a schema that has fields of its own. */
export interface Section {
  /** Such as `spec.sidecars[].startup`. */
  readonly path: string;
  readonly schema: Schema;
}

/** The object at `path` and all objects below it, in the order of the schema. */
export function sectionsOf(path: string, schema: Schema): readonly Section[] {
  const object = schema.items ?? schema;
  if (object.properties === undefined) return [];
  const here = schema.items === undefined ? path : `${path}[]`;
  const below = Object.entries(object.properties).flatMap(([name, child]) => sectionsOf(`${here}.${name}`, child));
  return [{path: here, schema: object}, ...below];
}

/** Whether a field is described in a section of its own. */
export const hasSection = (schema: Schema): boolean => (schema.items ?? schema).properties !== undefined;

/** The anchor that GitHub gives a heading with this path. */
export const anchorOf = (path: string): string => path.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
