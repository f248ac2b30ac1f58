import type {Schema} from '../crd.ts';
import {anchorOf, hasSection, type Section} from './sections.ts';

/** The fields of one object as a Markdown table: field, type, default, bounds, description. */
export function fieldTable({path, schema}: Section, note: (path: string) => string): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const required = schema.required?.includes(name) === true ? ', required' : '';
    const at = `${path}.${name}`;
    return [`\`${name}\``, typeOf(at, field) + required, defaultOf(field), boundsOf(field), note(at) + textOf(field)];
  });
  return [HEAD, ...rows.map(row)].join('\n');
}

const HEAD = '| field | type | default | bounds | description |\n| --- | --- | --- | --- | --- |';

const row = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function typeOf(path: string, field: Schema): string {
  if (hasSection(field)) {
    const word = field.items === undefined ? 'object' : 'list of objects';
    return `[${word}](#${anchorOf(field.items === undefined ? path : `${path}[]`)})`;
  }
  if (field['x-kubernetes-int-or-string'] === true) return 'integer or string';
  if (field.items !== undefined) return `list of ${field.items.enum === undefined ? `${field.items.type}s` : 'words'}`;
  if (field.additionalProperties !== undefined) return `map of ${field.additionalProperties.type}s`;
  if (field.enum !== undefined) return 'word';
  return field.format === 'date-time' ? 'time' : (field.type ?? 'any');
}

/** What a description ends with, for `kubectl explain`, which does not show defaults; here they have a column. */
const DEFAULT = / ?Default: (?<value>.+)\.$/;

function defaultOf(field: Schema): string {
  if (field.default === undefined) return wordsOf(DEFAULT.exec(field.description ?? '')?.groups?.['value'] ?? '');
  if (field.type === 'object') return '';
  const {default: value} = field;
  if (!Array.isArray(value)) return code(value);
  return value.length === 0 ? 'none' : value.map(code).join(', ');
}

/** A value, or words that say how it comes about. */
const wordsOf = (text: string): string => (text === '' || text.includes(' ') ? text : code(text));

const code = (value: unknown): string => `\`${String(value)}\``;

function boundsOf(field: Schema): string {
  const values = field.enum ?? field.items?.enum;
  const parts = [
    values === undefined ? '' : values.map(code).join(', '),
    rangeOf(field.minimum, field.maximum, ''),
    rangeOf(field.minLength, field.maxLength, 'characters'),
    rangeOf(field.minItems, field.maxItems, 'entries'),
    rangeOf(undefined, field.maxProperties, 'entries'),
    field.items === undefined ? '' : rangeOf(field.items.minLength, field.items.maxLength, 'characters each'),
    field['x-kubernetes-list-type'] === 'set' ? 'no duplicates' : '',
  ];
  return parts.filter(part => part !== '').join('; ');
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): string {
  const range = rangeWords(least, most);
  return unit === '' || range === '' ? range : `${range} ${unit}`;
}

function rangeWords(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return least === undefined ? '' : `at least ${least}`;
  if (least === undefined) return `at most ${most}`;
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** Globs in a description must not become emphasis. */
const textOf = (field: Schema): string => (field.description ?? '').replace(DEFAULT, '').replaceAll('*', '\\*');
