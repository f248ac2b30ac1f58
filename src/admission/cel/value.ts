import {isObject} from '../../domain/json.ts';
import {celString} from './text.ts';

/**
 * A JSON value as a CEL literal. Members of one map or list must be of one type in CEL, so mixed ones are `dyn(…)`.
 * What has no value in JSON (undefined) is left out.
 */
export function celValue(value: unknown): string {
  if (typeof value === 'string') return celString(value);
  if (Array.isArray(value)) return `[${members(value).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const values = members(entries.map(([, member]) => member));
  return `{${entries.map(([key], index) => `${celString(key)}: ${values[index] ?? ''}`).join(', ')}}`;
}

function members(values: readonly unknown[]): readonly string[] {
  const literals = values.map(celValue);
  return isOfOneType(values) ? literals : literals.map(literal => `dyn(${literal})`);
}

function isOfOneType(values: readonly unknown[]): boolean {
  const types = new Set(values.map(value => (Number.isInteger(value) ? 'integer' : typeof value)));
  return types.size <= 1 && !types.has('object');
}
