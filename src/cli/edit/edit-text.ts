import {isNode, visit, type Alias, type Document, type Node} from 'yaml';
import {isObject, sameJson, type JsonObject} from '../../domain/json.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Context, Style} from './context.ts';
import {editItem} from './edit-item.ts';
import {endOf} from './item-place.ts';
import {parseDocument} from '../input/parse-document.ts';
import {parseJson} from '../input/parse-json.ts';
import {Source} from './source.ts';
import {spliced} from './splice.ts';
import {splitDocuments, type DocumentText} from '../input/split-documents.ts';
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
  readonly style: Style;
}

function editDocument({text, line}: DocumentText, wanted: JsonObject): string {
  const whole = text.endsWith('\n') ? text : `${text}${new Source(text).eol}`;
  const parsed = parseDocument(whole, true);
  if (parsed.type === 'Malformed') throw new UserError(`line ${line + parsed.line - 1} ${parsed.message}`);
  if (sameJson(parsed.value, wanted)) return text;
  const contents = parsed.document.contents;
  if (!isNode(contents) || !isObject(parsed.value)) throw new UserError(`line ${line}: there is no object to change`);
  const source = new Source(whole);
  const task = {
    document: parsed.document,
    contents,
    old: parsed.value,
    wanted,
    source,
    style: styleOf(source, parsed.document),
  };
  for (const edited of attempts(task)) {
    const candidates = text === whole ? [edited] : [edited.replace(/\r?\n$/, ''), edited];
    const right = candidates.find(candidate => is(candidate, wanted));
    if (right !== undefined) return right;
  }
  throw new UserError(refusal(task, line));
}

/** Ways to write it, the best first. */
function* attempts(task: Task): Generator<string, void> {
  const aliases = aliasesIn(task.document);
  for (const below of [false, true]) {
    const seen = {hasAliases: aliases.length > 0, anchors: new Map<Node, unknown>()};
    const first = attempt(task, {below, anchors: new Map(), seen});
    const changed = changedAnchors(task, aliases, seen.anchors);
    const text =
      changed.size === 0 ? first : attempt(task, {below, anchors: changed, seen: {...seen, hasAliases: false}});
    if (text !== undefined) yield text;
  }
  // All aliases written out, where anchors and aliases change places.
  const anchors = new Map(aliases.flatMap(alias => alias.resolve(task.document) ?? []).map(node => [node, undefined]));
  const seen = {hasAliases: false, anchors: new Map<Node, unknown>()};
  const text = anchors.size === 0 ? undefined : attempt(task, {below: false, anchors, seen});
  if (text !== undefined) yield text;
}

function aliasesIn(document: Document): readonly Alias[] {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_key, alias) {
      aliases.push(alias);
    },
  });
  return aliases;
}

function attempt(task: Task, how: Pick<Context, 'below' | 'anchors' | 'seen'>): string | undefined {
  const {source, document, style, contents, old, wanted} = task;
  const [start = 0] = contents.range ?? [];
  const end = endOf(source, contents);
  const item = {key: '', value: contents, start, end, after: start, from: start, to: end};
  const context = {source, document, style, ...how};
  try {
    const place = {column: source.column(start), kind: 'root', flow: false, leaving: new Map()} as const;
    return spliced(source.text, editItem(context, item, {old, wanted}, place));
  } catch (error) {
    if (error instanceof UserError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The nodes that aliases name and that change, or go. */
function changedAnchors(
  {document}: Task,
  aliases: readonly Alias[],
  seen: ReadonlyMap<Node, unknown>,
): ReadonlyMap<Node, unknown> {
  const nodes = aliases.map(alias => alias.resolve(document)).filter(node => node !== undefined);
  const changed = nodes.filter(
    node => !seen.has(node) || !sameJson(node.toJS(document, {maxAliasCount: -1}), seen.get(node)),
  );
  return new Map(changed.map(node => [node, seen.get(node)]));
}

function is(text: string, wanted: JsonObject): boolean {
  if (splitDocuments(text).length !== 1) return false;
  const json = parseJson(text);
  if (json !== undefined) return sameJson(json, wanted);
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
