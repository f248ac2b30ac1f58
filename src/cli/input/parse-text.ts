import {LineCounter, type Document} from 'yaml';
import {KINDS_OF_USE} from './kinds-of-use.ts';
import type {Origin, Problem} from './origin.ts';
import {parseDocument} from './parse-document.ts';
import {parseJson} from './parse-json.ts';
import {parsePlainYaml} from './parse-plain-yaml.ts';
import {splitDocuments, type DocumentText} from './split-documents.ts';
import type {TextFile} from './text-file.ts';

/** One document of a file: any JSON value. */
export interface ParsedDocument {
  /** From 0, among all documents of the text, empty ones included: what `editText` counts by. */
  readonly index: number;
  readonly origin: Origin;
  readonly value: unknown;
  /** The line on which each entry of the document's `items` begins; empty where it has none. */
  readonly itemLines: readonly number[];
}

export interface Parsed {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly Problem[];
}

/**
 * The documents of a YAML or JSON text. Total: a document that is broken becomes a problem with its line, and the
 * others go on. What JSON cannot say (a cycle, an alias bomb) is a problem as well.
 */
export function parseText(input: TextFile): Parsed {
  if (!isOfInterest(input)) return {documents: [], problems: []};
  const texts = [...splitDocuments(input.text).entries()].filter(([, {text}]) => isOfUse(text));
  const read = texts.map(([index, document]) => parsed(document, {file: input.file, index}));
  return {
    documents: read.flatMap(each => ('message' in each ? [] : [each])),
    problems: read.flatMap(each => ('message' in each ? [each] : [])),
  };
}

/** False for what a folder happens to hold beside manifests. */
export function isOfInterest({text, named}: Pick<TextFile, 'text' | 'named'>): boolean {
  return named || /\bkind\b/.test(text);
}

/** What says at the left margin that it is of another kind is not read: most of it would be ConfigMaps and CRDs. */
function isOfUse(text: string): boolean {
  const kind = /(?:^|\n)kind:[ \t]*["']?(\w+)/.exec(text)?.[1];
  return kind === undefined || kind.endsWith('List') || KINDS_OF_USE.has(kind);
}

interface Place {
  readonly file: string;
  readonly index: number;
}

function parsed({text, line}: DocumentText, {file, index}: Place): ParsedDocument | Problem {
  const at = (offset: number): Origin => ({file, document: index + 1, line: line + offset});
  // JSON is YAML, too, but ten times as fast; what is not quite JSON is left to YAML and its line numbers.
  const json = parseJson(text);
  if (json !== undefined) return checked({index, origin: at(linesAbove(text)), value: json, itemLines: []});
  const plain = parsePlainYaml(text);
  // Where the items of a list are is known by their nodes only.
  if (plain !== undefined && !Array.isArray(plain['items'])) {
    return checked({index, origin: at(linesAbove(text)), value: plain, itemLines: []});
  }
  const yaml = parseDocument(text);
  if (yaml.type === 'Malformed') return {origin: at(yaml.line - 1), message: `${yaml.message}.`};
  const itemLines = itemOffsets(yaml.document, text).map(offset => line + offset);
  return checked({index, origin: at(linesAbove(text)), value: yaml.value, itemLines});
}

function checked(document: ParsedDocument): ParsedDocument | Problem {
  return isTooDeep(document.value) ? {origin: document.origin, message: TOO_DEEP} : document;
}

/** No manifest comes near it, and whatever reads the value may use recursion. */
function isTooDeep(value: unknown, left = 500): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some(inner => isTooDeep(inner, left - 1));
}

const TOO_DEEP = 'is nested more than 500 levels deep: no manifest is like that, check how it was made.';

/** How many lines stand before the first that is neither empty nor a marker nor a comment. */
function linesAbove(text: string): number {
  const above = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n|---[ \t]*(?:#.*)?\r?\n)*/.exec(text);
  return (above?.[0].split('\n').length ?? 1) - 1;
}

/** Lines above each entry of `items`. */
function itemOffsets(document: Document, text: string): readonly number[] {
  const items: unknown = document.has('items') ? document.get('items', true) : undefined;
  if (typeof items !== 'object' || items === null || !('items' in items) || !Array.isArray(items.items)) return [];
  const counter = new LineCounter();
  for (let at = 0; at !== -1 && at <= text.length; at = next(text, at)) counter.addNewLine(at);
  return items.items.map((item: {readonly range?: readonly number[]} | null) => {
    return counter.linePos(item?.range?.[0] ?? 0).line - 1;
  });
}

function next(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? -1 : end + 1;
}
