import {stringify} from 'yaml';

/** Any JSON value as YAML, its long lines unbroken. */
export function yamlText(value: unknown): string {
  return stringify(value, {lineWidth: 0, aliasDuplicateObjects: false});
}
