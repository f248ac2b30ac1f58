import {API_VERSION} from '../../src/api/constants.ts';
import type {Crd, Schema} from '../crd.ts';
import {compileSchema} from './compile-schema.ts';

/** Nodes that become interfaces of their own; the kind is put before the name. */
const NAMED: Readonly<Record<string, string>> = {
  spec: 'Spec',
  'spec.sidecars[]': 'Rule',
  'spec.sidecars[].startup.probe': 'Probe',
  status: 'Status',
  'status.conditions[]': 'Condition',
  'status.findings[]': 'Finding',
};

/** TypeScript interfaces of the objects of a CRD. */
export async function policyTypes(crd: Crd): Promise<string> {
  const schema = typeSchema(crd.schema, {kind: crd.kind, path: ''});
  return compileSchema(schema, crd.kind);
}

interface Place {
  readonly kind: string;
  /** Such as `spec.sidecars[].startup`. */
  readonly path: string;
}

/** What of a schema says something about types: bounds would become tuple types, `x-…` and defaults say nothing. */
function typeSchema(schema: Schema, {kind, path}: Place): object {
  const fixed = fixedType(kind, path);
  if (fixed !== undefined) return {description: schema.description, tsType: fixed};
  const name = NAMED[path];
  return {
    ...(name === undefined ? {} : {title: kind + name}),
    ...(schema.description === undefined ? {} : {description: schema.description}),
    ...(schema.enum === undefined ? {} : {enum: schema.enum}),
    type: schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type,
    ...(schema.required === undefined ? {} : {required: schema.required}),
    ...childSchemas(schema, {kind, path}),
  };
}

/** Types that the schema cannot say: every object has the same metadata, apiVersion and kind. */
function fixedType(kind: string, path: string): string | undefined {
  switch (path) {
    case 'apiVersion':
      return `'${API_VERSION}'`;
    case 'kind':
      return `'${kind}'`;
    case 'metadata':
      return 'Record<string, unknown>';
    default:
      return undefined;
  }
}

function childSchemas(schema: Schema, {kind, path}: Place): object {
  const properties = Object.entries(schema.properties ?? {}).map(([name, child]) => {
    return [name, typeSchema(child, {kind, path: path === '' ? name : `${path}.${name}`})] as const;
  });
  return {
    ...(properties.length === 0 ? {} : {properties: Object.fromEntries(properties)}),
    ...(schema.items === undefined ? {} : {items: typeSchema(schema.items, {kind, path: `${path}[]`})}),
    ...(schema.additionalProperties === undefined
      ? {}
      : {additionalProperties: typeSchema(schema.additionalProperties, {kind, path: `${path}{}`})}),
  };
}
