import {isObject, type JsonObject} from '../../domain/json.ts';
import {parseDocument} from './parse-document.ts';
import {parseJson} from './parse-json.ts';
import {splitDocuments, type DocumentText} from './split-documents.ts';

/** One document of a text. `index` is its place in the text, from 0; lines count from 1. */
export type ReadDocument =
  | {readonly type: 'Document'; readonly index: number; readonly line: number; readonly value: JsonObject}
  /** Comments alone, or nothing. */
  | {readonly type: 'Empty'; readonly index: number; readonly line: number}
  /** `message` goes on after `file:line: `: what is wrong, and what to do. */
  | {readonly type: 'Problem'; readonly index: number; readonly line: number; readonly message: string};

/**
 * Reads the documents of a YAML or JSON text, each when it is asked for: one that is broken does not keep back the
 * others. Never throws.
 */
export function* readDocuments(text: string): Generator<ReadDocument, void> {
  for (const [index, document] of splitDocuments(text).entries()) yield read(document, index);
}

function read(document: DocumentText, index: number): ReadDocument {
  const line = document.line + linesAbove(document.text);
  const value = parseJson(document.text);
  if (value !== undefined) return {type: 'Document', index, line, value};
  const parsed = parseDocument(document.text);
  if (parsed.type === 'Malformed') {
    return {type: 'Problem', index, line: document.line + parsed.line - 1, message: parsed.message};
  }
  if (parsed.value === null || parsed.value === undefined) return {type: 'Empty', index, line: document.line};
  if (isObject(parsed.value)) return {type: 'Document', index, line, value: parsed.value};
  const found = Array.isArray(parsed.value) ? 'a list' : 'a single value';
  return {type: 'Problem', index, line, message: `is ${found}, not a Kubernetes object; leave the file out`};
}

/** How many lines stand before the first that is neither empty nor a marker nor a comment. */
function linesAbove(text: string): number {
  const above = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n|---[ \t]*(?:#.*)?\r?\n)*/.exec(text);
  return (above?.[0].split('\n').length ?? 1) - 1;
}
