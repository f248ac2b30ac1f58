import {LineCounter, parseDocument as parseYaml, visit, isScalar, type Document, type YAMLError} from 'yaml';
import {errorMessage} from '../../runtime/errors.ts';

/** One document of a text: as YAML nodes and as plain JSON, or what is wrong with it. */
export type Parsed =
  | {readonly type: 'Parsed'; readonly document: Document; readonly value: unknown}
  | {
      readonly type: 'Malformed';
      /** Line within the document, from 1. */
      readonly line: number;
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
  try {
    return parsed(text, keepTokens);
  } catch (error) {
    // Nesting that no stack holds.
    return {type: 'Malformed', line: 1, message: `cannot be read (${errorMessage(error)})`};
  }
}

function parsed(text: string, keepTokens: boolean): Parsed {
  const lines = new LineCounter();
  const document = parseYaml(text, {
    keepSourceTokens: keepTokens,
    lineCounter: lines,
    logLevel: 'error',
    merge: true,
    prettyErrors: false,
  }) as Document;
  const [error] = document.errors;
  if (error !== undefined) return malformed(text, error, lines);
  const complex = complexKeyIn(document);
  if (complex !== undefined) return complexKey(text, lines.linePos(complex).line);
  return withValue(document, lines);
}

function malformed(text: string, error: YAMLError, lines: LineCounter): Parsed {
  const {line} = lines.linePos(error.pos[0]);
  if (isTemplate(text)) return template(text);
  const message =
    SENTENCES[error.code] ?? `is not valid YAML: ${firstLine(error.message)}; correct it here or just above`;
  return {type: 'Malformed', line, message};
}

const SENTENCES: Partial<Record<string, string>> = {
  DUPLICATE_KEY: 'has the same key a second time in one object; remove one of the two',
  TAB_AS_INDENT: 'is indented with a tab, which YAML does not allow; use spaces',
};

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

function isTemplate(text: string): boolean {
  return text.includes('{{');
}

function template(text: string): Parsed {
  const line = text.slice(0, text.indexOf('{{')).split('\n').length;
  const message = 'is a template, not YAML; render it first, e.g. with `helm template`, and give the result';
  return {type: 'Malformed', line, message};
}

/** Offset of a key that is no scalar: such an object has no counterpart in JSON. */
function complexKeyIn(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Pair(_key, pair) {
      if (isScalar(pair.key) || pair.key === null) return undefined;
      found = (pair.key as {range?: readonly number[] | null}).range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function complexKey(text: string, line: number): Parsed {
  if (isTemplate(text)) return template(text);
  return {type: 'Malformed', line, message: 'has a key that is not a plain text; Kubernetes does not know such keys'};
}

function withValue(document: Document, lines: LineCounter): Parsed {
  const cycle = cycleIn(document);
  if (cycle !== undefined) {
    const message = 'has an alias inside of what its own anchor names, so it has no end; write the value out';
    return {type: 'Malformed', line: lines.linePos(cycle).line, message};
  }
  try {
    return {type: 'Parsed', document, value: document.toJS({maxAliasCount: MAX_ALIASES})};
  } catch (error) {
    return {type: 'Malformed', line: firstAliasLine(document, lines), message: aliasSentence(errorMessage(error))};
  }
}

function aliasSentence(message: string): string {
  return message.startsWith('Excessive')
    ? `repeats its anchors more than ${MAX_ALIASES} times; write the values out`
    : `has an alias that cannot be followed: ${message}; define the anchor above it`;
}

function firstAliasLine(document: Document, lines: LineCounter): number {
  let line = 1;
  visit(document, {
    Alias(_key, alias) {
      line = lines.linePos(alias.range?.[0] ?? 0).line;
      return visit.BREAK;
    },
  });
  return line;
}

/** Offset of an alias that stands inside of the node that it names. */
function cycleIn(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const inside = path.some(node => (node as {anchor?: string}).anchor === alias.source);
      if (!inside || !path.includes(alias.resolve(document) as never)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}
