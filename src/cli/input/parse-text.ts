import {LineCounter, parseAllDocuments, type Document} from 'yaml';
import {errorMessage} from '../../runtime/errors.ts';
import type {Origin, Problem} from './origin.ts';
import {KINDS_OF_USE} from './kinds-of-use.ts';
import {splitDocuments, type Chunk} from './split-documents.ts';
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
  if (!input.named && !/\bkind\b/.test(input.text)) return {documents: [], problems: []};
  const text = input.text.replace(/^\ufeff/, '');
  return parsedJson(text, input.file) ?? parsedYaml(text, input);
}

/** JSON is YAML, too, but ten times as fast; what is not quite JSON is left to YAML and its line numbers. */
function parsedJson(text: string, file: string): Parsed | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const origin = {file, document: 1, line: 1};
    if (isTooDeep(value)) return {documents: [], problems: [{origin, message: TOO_DEEP}]};
    return {documents: [{index: 0, origin, value, itemLines: []}], problems: []};
  } catch {
    return undefined;
  }
}

function parsedYaml(text: string, {file}: TextFile): Parsed {
  const read: (ParsedDocument | Problem)[] = [];
  let index = 0;
  for (const chunk of splitDocuments(text)) {
    const documents = isOfUse(chunk.text) ? parsedChunk(chunk, {file, index}) : 1;
    if (typeof documents !== 'number') read.push(...documents);
    index += typeof documents === 'number' ? documents : documents.length;
  }
  return {
    documents: read.flatMap(each => ('message' in each ? [] : [each])),
    problems: read.flatMap(each => ('message' in each ? [each] : [])),
  };
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

function parsedChunk({text, linesBefore}: Chunk, {file, index}: Place): readonly (ParsedDocument | Problem)[] {
  const counter = new LineCounter();
  const lineOf = (offset: number | undefined): number => linesBefore + counter.linePos(offset ?? 0).line;
  try {
    const options = {lineCounter: counter, prettyErrors: false, logLevel: 'silent', merge: true} as const;
    const documents: readonly Document[] = parseAllDocuments(text, options);
    return documents.map((document, at) => documentOf(document, {file, index: index + at, lineOf, text}));
  } catch (error) {
    const origin = {file, document: index + 1, line: linesBefore + 1};
    return [{origin, message: error instanceof RangeError ? TOO_DEEP : `cannot be read as YAML: ${sentence(error)}`}];
  }
}

interface DocumentPlace extends Place {
  readonly lineOf: (offset: number | undefined) => number;
  readonly text: string;
}

function documentOf(document: Document, {file, index, lineOf, text}: DocumentPlace): ParsedDocument | Problem {
  const [broken] = document.errors;
  if (broken !== undefined) {
    return {origin: {file, document: index + 1, line: lineOf(broken.pos[0])}, message: invalid(broken.message, text)};
  }
  const start = document.contents?.range?.[0] ?? document.range?.[0];
  const origin = {file, document: index + 1, line: lineOf(start)};
  try {
    const value: unknown = document.toJS({maxAliasCount: 1000});
    if (isTooDeep(value)) return {origin, message: TOO_DEEP};
    return {index, origin, value, itemLines: itemOffsets(document).map(lineOf)};
  } catch (error) {
    return {
      origin,
      message: `is valid YAML that no JSON can stand for: ${sentence(error)} Write it without these aliases.`,
    };
  }
}

/** Also true of what contains itself. No manifest comes near it, and whatever reads the value may use recursion. */
function isTooDeep(value: unknown, left = 500): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some(inner => isTooDeep(inner, left - 1));
}

const TOO_DEEP = 'is nested more than 500 levels deep, or contains itself by an alias: no manifest is like that.';

function invalid(message: string, text: string): string {
  // The parser uses recursion, too.
  if (message.includes('call stack')) return TOO_DEEP;
  const hint = /\{\{/.test(text)
    ? ' It looks like a template: give the output of `helm template`, or of whatever fills it in.'
    : ' Mend the file; the other documents were read.';
  return `is not valid YAML: ${message.replace(/\s+/g, ' ').replace(/\.?$/, '.')}${hint}`;
}

function sentence(error: unknown): string {
  const message = errorMessage(error).split('\n', 1)[0] ?? '';
  return message.replace(/\.?$/, '.');
}

function itemOffsets(document: Document): readonly (number | undefined)[] {
  const items: unknown = document.has('items') ? document.get('items', true) : undefined;
  if (typeof items !== 'object' || items === null || !('items' in items) || !Array.isArray(items.items)) return [];
  return items.items.map((item: {readonly range?: readonly number[]} | null) => item?.range?.[0]);
}
