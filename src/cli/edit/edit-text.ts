import {isNode, visit, type Document, type Node} from 'yaml';
import {isObject, sameJson, type JsonObject} from '../../domain/json.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Context} from './context.ts';
import {editItem} from './edit-item.ts';
import {endOf} from './items.ts';
import {parseDocument} from './parse-document.ts';
import {Source} from './source.ts';
import {spliced} from './splice.ts';
import {splitDocuments, type DocumentText} from './split-documents.ts';
import {styleOf} from './style.ts';

/**
 * The text with some of its documents changed, and every line as it was that need not change.
 * @param wanted - by the index of a document in the text, from 0, what it shall be
 * @throws UserError where the text cannot be edited so: what, and in which line. What it returns parses to `wanted`.
 */
export function editText(text: string, wanted: ReadonlyMap<number, JsonObject>): string {
  if (wanted.size === 0) return text;
  const documents = splitDocuments(text);
  for (const index of wanted.keys()) {
    if (documents[index] === undefined) throw new UserError(`the text has no document ${index + 1}`);
  }
  return documents
    .map((document, index) => {
      const object = wanted.get(index);
      return object === undefined ? document.text : editDocument(document, object);
    })
    .join('');
}

/** What the text of one document is, and shall be. */
interface Task {
  readonly document: Document;
  readonly contents: Node;
  readonly old: unknown;
  readonly wanted: JsonObject;
  /** With an end of its last line. */
  readonly source: Source;
}

function editDocument({text, line}: DocumentText, wanted: JsonObject): string {
  const whole = text.endsWith('\n') ? text : `${text}${new Source(text).eol}`;
  const parsed = parseDocument(whole, true);
  if (parsed.type === 'Malformed') throw new UserError(`line ${line + parsed.line - 1} ${parsed.message}`);
  if (sameJson(parsed.value, wanted)) return text;
  const contents = parsed.document.contents;
  if (!isNode(contents) || !isObject(parsed.value)) throw new UserError(`line ${line}: there is no object to change`);
  const task = {document: parsed.document, contents, old: parsed.value, wanted, source: new Source(whole)};
  for (const edited of attempts(task)) {
    const candidates = text === whole ? [edited] : [edited.replace(/\r?\n$/, ''), edited];
    const right = candidates.find(candidate => is(candidate, wanted));
    if (right !== undefined) return right;
  }
  throw new UserError(refusal(task, line));
}

/** Ways to write it, the best first. */
function* attempts(task: Task): Generator<string, void> {
  for (const below of [false, true]) {
    const seen = new Map<Node, unknown>();
    const first = attempt(task, {below, anchors: new Map(), seen});
    const changed = changedAnchors(task, seen);
    const text = changed.size === 0 ? first : attempt(task, {below, anchors: changed, seen: new Map()});
    if (text !== undefined) yield text;
  }
}

function attempt(task: Task, how: Pick<Context, 'below' | 'anchors' | 'seen'>): string | undefined {
  const {source, document, contents, old, wanted} = task;
  const [start = 0] = contents.range ?? [];
  const end = endOf(source, contents);
  const item = {key: '', value: contents, start, end, after: start, from: start, to: end};
  const context = {source, document, style: styleOf(source, document), ...how};
  try {
    const place = {column: source.column(start), kind: 'root', flow: false, leaving: new Map()} as const;
    return spliced(source.text, editItem(context, item, {old, wanted}, place));
  } catch (error) {
    if (error instanceof UserError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The anchors of changed values that aliases name. */
function changedAnchors({document}: Task, seen: ReadonlyMap<Node, unknown>): ReadonlyMap<Node, unknown> {
  const changed = new Map<Node, unknown>();
  if (seen.size === 0) return changed;
  visit(document, {
    Alias(_key, alias) {
      const node = alias.resolve(document);
      if (node === undefined || !seen.has(node)) return;
      if (!sameJson(node.toJS(document), seen.get(node))) changed.set(node, seen.get(node));
    },
  });
  return changed;
}

function is(text: string, wanted: JsonObject): boolean {
  if (splitDocuments(text).length !== 1) return false;
  const parsed = parseDocument(text);
  return parsed.type === 'Parsed' && sameJson(parsed.value, wanted);
}

function refusal({document, old, wanted, source}: Task, line: number): string {
  const path = differenceOf(old, wanted);
  const node = deepest(document, path);
  const at = line + source.text.slice(0, node?.range?.[0] ?? 0).split('\n').length - 1;
  const what = path.length === 0 ? 'the document' : path.join('.');
  return `line ${at}: ${what} is written in a way that cannot be changed here without changing something else; change it by hand, or write out its anchors, aliases and merge keys`;
}

/** Path of the innermost value that holds all differences of two objects. */
function differenceOf(old: unknown, wanted: unknown): readonly (string | number)[] {
  const keys = differentKeys(old, wanted);
  const [key] = keys;
  if (keys.length !== 1 || key === undefined) return [];
  const [a, b] = [childOf(old, key), childOf(wanted, key)];
  return [key, ...differenceOf(a, b)];
}

function differentKeys(old: unknown, wanted: unknown): readonly (string | number)[] {
  if (Array.isArray(old) && Array.isArray(wanted)) {
    return [...Array(Math.max(old.length, wanted.length)).keys()].filter(index => !sameJson(old[index], wanted[index]));
  }
  if (!isObject(old) || !isObject(wanted)) return [];
  return [...new Set([...Object.keys(old), ...Object.keys(wanted)])].filter(key => !sameJson(old[key], wanted[key]));
}

function childOf(value: unknown, key: string | number): unknown {
  return (value as Readonly<Record<string | number, unknown>>)[key];
}

function deepest(document: Document, path: readonly (string | number)[]): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
  }
  return undefined;
}
