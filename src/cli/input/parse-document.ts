import {
  isCollection,
  isPair,
  isScalar,
  parseDocument as parseYaml,
  visit,
  type Alias,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import {errorMessage} from '../../runtime/errors.ts';

/** One document of a text: as YAML nodes and as plain JSON, or what is wrong with it. */
export type Parsed =
  | {readonly type: 'Parsed'; readonly document: Document; readonly value: unknown}
  | {
      readonly type: 'Malformed';
      /** Line within the document, from 1. */
      readonly line: number;
      /** Goes on after the place: what is wrong, and what to do. */
      readonly message: string;
    };

/** How often one document may repeat what an anchor names: more than people write, less than an alias bomb. */
const MAX_ALIASES = 1000;

/**
 * Parses the text of one document; whatever the text, it does not throw. Merge keys (`<<`) are followed, as kubectl
 * does.
 * @param keepTokens - keeps the source tokens, which an edit needs
 */
export function parseDocument(text: string, keepTokens = false): Parsed {
  const deep = DEEP.exec(text);
  if (deep !== null) return {type: 'Malformed', line: lineOf(text, deep.index), message: TOO_DEEP};
  try {
    const options = {keepSourceTokens: keepTokens, logLevel: 'error', merge: true, prettyErrors: false} as const;
    const document = parseYaml(text, options) as Document;
    const [error] = document.errors;
    return error === undefined ? checked(text, document) : malformed(text, error);
  } catch (error) {
    const message = error instanceof RangeError ? TOO_DEEP : `cannot be read (${errorMessage(error)}); correct it`;
    return {type: 'Malformed', line: 1, message};
  }
}

/** What would take the parser minutes, to find out that it ends nowhere. */
const DEEP = /(?:[[{][ \t\r\n]*){500}|(?:[-?] +){500}/;
const TOO_DEEP = 'is nested too deeply to be read; check how it was made';

function malformed(text: string, error: YAMLError): Parsed {
  const found = error.message.split('\n', 1)[0] ?? '';
  const message = SENTENCES[error.code] ?? `is not valid YAML (${found}); correct it here or just above`;
  return at(text, error.pos[0], message);
}

const SENTENCES: Partial<Record<string, string>> = {
  DUPLICATE_KEY: 'has a key a second time in the same object; remove one of the two',
  TAB_AS_INDENT: 'is indented with a tab, which YAML does not allow; use spaces',
};

/** What is wrong at an offset; where the text is a template, that is the reason. */
function at(text: string, offset: number, message: string): Parsed {
  const template = text.indexOf('{{');
  if (template === -1) return {type: 'Malformed', line: lineOf(text, offset), message};
  return {type: 'Malformed', line: lineOf(text, template), message: TEMPLATE};
}

const TEMPLATE =
  'is a template and not yet YAML; render it first, for example with `helm template`, and give the result';

function lineOf(text: string, offset: number): number {
  // The end of a text is found missing behind its empty lines.
  return text.slice(0, Math.min(offset, text.trimEnd().length)).split('\n').length;
}

function checked(text: string, document: Document): Parsed {
  const key = /[?{[*]/.test(text) ? complexKeyIn(document.contents) : undefined;
  if (key !== undefined) return at(text, startOf(key), COMPLEX_KEY);
  const cycle = text.includes('*') ? cycleIn(document) : undefined;
  if (cycle !== undefined) return {type: 'Malformed', line: lineOf(text, startOf(cycle)), message: CYCLE};
  return valued(text, document);
}

const COMPLEX_KEY = 'has a key that is not plain text, which Kubernetes does not know; write the key out';
const CYCLE = 'has an alias inside of what its own anchor names, which has no end; write the value out';

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** A key that is no scalar: such an object has no counterpart in JSON. Walks by itself: `visit` takes five times as long. */
function complexKeyIn(node: unknown): Node | undefined {
  if (!isCollection(node)) return undefined;
  for (const item of node.items) {
    if (isPair(item) && item.key !== null && !isScalar(item.key)) return item.key as Node;
    const found = complexKeyIn(isPair(item) ? item.value : item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An alias that stands inside of the node that it names. */
function cycleIn(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const isInside = path.some(node => 'anchor' in node && node.anchor === alias.source);
      if (!isInside || !path.some(node => node === alias.resolve(document))) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function valued(text: string, document: Document): Parsed {
  try {
    return {type: 'Parsed', document, value: document.toJS({maxAliasCount: MAX_ALIASES})};
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const line = lineOf(text, firstAlias(document));
    return {type: 'Malformed', line, message: aliasSentence(errorMessage(error))};
  }
}

function aliasSentence(message: string): string {
  if (message.startsWith('Excessive')) {
    return `repeats its anchors more than ${MAX_ALIASES} times, as an attack would; write the values out`;
  }
  if (message.startsWith('Merge'))
    return 'has a merge key (`<<`) that names no object; correct its alias, or leave it out';
  return `has an alias that cannot be followed (${message}); define the anchor above it`;
}

/** Offset of the first alias that no anchor stands above, else of the first. */
function firstAlias(document: Document): number {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_key, alias) {
      aliases.push(alias);
    },
  });
  const dangling = aliases.find(alias => alias.resolve(document) === undefined);
  return (dangling ?? aliases[0])?.range?.[0] ?? 0;
}
