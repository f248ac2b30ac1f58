import {stringify, type CreateNodeOptions, type DocumentOptions, type SchemaOptions, type ToStringOptions} from 'yaml';
import {isObject} from '../../domain/json.ts';
import type {Style} from './context.ts';
import {indented} from './source.ts';

const OPTIONS: CreateNodeOptions & DocumentOptions & SchemaOptions & ToStringOptions = {
  aliasDuplicateObjects: false,
  // kubectl reads `yes`, `0777` and the like as YAML 1.1 does: they come in quotes.
  compat: 'yaml-1.1',
  lineWidth: 0,
};

/** True for what is written behind its key: everything but objects and lists that have something in them. */
export function isInline(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isObject(value) || Object.keys(value).length === 0;
}

/** A value over several lines, the first of them without its indentation, the last without its end. */
export function printBlock(value: unknown, column: number, {style, eol}: {style: Style; eol: string}): string {
  const lines = stringify(value, {...OPTIONS, indentSeq: style.indentSeq}).replace(/\n$/, '');
  return indented(lines, column).slice(column).replaceAll('\n', eol);
}

/** A value on one line, or in a JSON text on several, of which all but the first begin with `lineStart`. */
export function printFlow(value: unknown, style: Style, lineStart?: string): string {
  if (style.json && lineStart !== undefined) return JSON.stringify(value, null, style.step).replaceAll('\n', lineStart);
  if (style.json) return compactJson(value);
  return stringify(value, {...OPTIONS, collectionStyle: 'flow', flowCollectionPadding: false}).trimEnd();
}

function compactJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compactJson).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(entry => entry[1] !== undefined);
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${compactJson(each)}`).join(', ')}}`;
}

/** A scalar or an empty collection on one line, in the quotes that the text had there. */
export function printInline(value: unknown, style: Style, quotes?: 'QUOTE_DOUBLE' | 'QUOTE_SINGLE'): string {
  if (style.json || (typeof value === 'string' && /[\r\n]/.test(value))) return JSON.stringify(value);
  return stringify(value, {...OPTIONS, ...(quotes !== undefined && {defaultStringType: quotes})}).trimEnd();
}

/** A key as it is written. */
export function printKey(key: string, style: Style): string {
  return style.json ? JSON.stringify(key) : printInline(key, style);
}
