import {schemaAt, type Crd, type Schema} from '../crd.ts';

/** The allowed values, bounds and defaults of the spec's fields as a constant, by path (`conversion.mode`). */
export function policyValues(crd: Crd): string {
  const lines = fieldValues(schemaAt(crd.schema, ['spec']), '').map(
    ([path, values]) => `  '${path}': ${JSON.stringify(values)},`,
  );
  return [
    '/** Allowed values, bounds and defaults of the fields of `spec`, by path; `[]` stands for the items of a list. */',
    'export const POLICY_VALUES = {',
    ...lines,
    '} as const;',
  ].join('\n');
}

type FieldValues = readonly [path: string, values: object];

function fieldValues(schema: Schema, path: string): readonly FieldValues[] {
  const own = valuesOf(schema);
  const here: readonly FieldValues[] = path === '' || Object.keys(own).length === 0 ? [] : [[path, own]];
  const children = Object.entries(schema.properties ?? {}).map(([name, child]) => {
    return fieldValues(child, path === '' ? name : `${path}.${name}`);
  });
  const items = schema.items === undefined || hasOnlyValues(schema) ? [] : fieldValues(schema.items, `${path}[]`);
  return [...here, ...children.flat(), ...items];
}

function valuesOf(schema: Schema): object {
  const values = schema.enum ?? schema.items?.enum;
  // The default {} of an object only lets its fields' own defaults apply.
  const hasDefault = schema.default !== undefined && schema.type !== 'object';
  return {
    ...(values === undefined ? {} : {values}),
    ...(schema.type === 'integer' ? {minimum: schema.minimum, maximum: schema.maximum} : {}),
    ...(hasDefault ? {default: schema.default} : {}),
  };
}

/** A list of enum values stands for itself: its values are those of its items. */
const hasOnlyValues = (schema: Schema): boolean => schema.items?.enum !== undefined;
