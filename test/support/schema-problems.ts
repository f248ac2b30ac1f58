import {isObject} from '../../src/domain/json.ts';
import type {Schema} from '../../tools/crd.ts';

/** What of a value a CRD's schema does not allow, a line each: its structure and bounds, not its CEL rules. */
export function schemaProblems(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (isObject(value)) return objectProblems(schema, value, path);
  if (Array.isArray(value)) return listProblems(schema, value, path);
  return scalarProblems(schema, value).map(problem => `${path}: ${problem}`);
}

function objectProblems(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  if (schema.type !== 'object') return [`${path}: is an object`];
  const missing = (schema.required ?? []).filter(name => !(name in value));
  return [
    ...missing.map(name => `${path}.${name}: is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const of = schema.properties?.[name] ?? schema.additionalProperties;
      // The schema says nothing of metadata.
      if (path === '' && ['metadata', 'apiVersion', 'kind'].includes(name)) return [];
      return of === undefined ? [`${path}.${name}: is not known`] : schemaProblems(of, inner, `${path}.${name}`);
    }),
  ];
}

function listProblems(schema: Schema, value: readonly unknown[], path: string): readonly string[] {
  if (schema.type !== 'array') return [`${path}: is a list`];
  const {minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {}} = schema;
  const isTwice = schema['x-kubernetes-list-type'] === 'set' && new Set(value).size < value.length;
  return [
    ...(value.length < minItems || value.length > maxItems ? [`${path}: has ${value.length} entries`] : []),
    ...(isTwice ? [`${path}: has an entry twice`] : []),
    ...value.flatMap((inner, index) => schemaProblems(items, inner, `${path}[${index}]`)),
  ];
}

function scalarProblems(schema: Schema, value: unknown): readonly string[] {
  const type = typeof value === 'number' ? 'integer' : typeof value;
  return [
    ...(schema.type === type || schema['x-kubernetes-int-or-string'] === true ? [] : [`is a ${type}`]),
    ...(schema.enum?.includes(String(value)) === false ? [`"${String(value)}" is not one of its values`] : []),
    ...(typeof value === 'string' && value.length > (schema.maxLength ?? value.length) ? ['is too long'] : []),
    ...(typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)
      ? [`does not match ${schema.pattern}`]
      : []),
  ];
}
