import {parseDocument as parseYaml, type Document, type YAMLError} from 'yaml';
import {errorMessage} from '../../runtime/errors.ts';
import {problemIn} from './check-nodes.ts';

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

/**
 * Parses the text of one document; whatever the text, it does not throw. Merge keys (`<<`) are followed, as kubectl
 * does.
 * @param keepTokens - keeps the source tokens, which an edit needs
 */
export function parseDocument(text: string, keepTokens = false): Parsed {
  const deep = DEEP.exec(text);
  if (deep !== null) return {type: 'Malformed', line: lineOf(text, deep.index), message: TOO_DEEP};
  try {
    const document = parseYaml(text, {...OPTIONS, keepSourceTokens: keepTokens}) as Document;
    const [error] = document.errors;
    return error === undefined ? checked(text, document) : malformed(text, error);
  } catch (error) {
    const message = error instanceof RangeError ? TOO_DEEP : `cannot be read (${errorMessage(error)}); correct it`;
    return {type: 'Malformed', line: 1, message};
  }
}

/** Keys that are there twice are looked for afterwards: the parser compares each with all others. */
const OPTIONS = {logLevel: 'error', merge: true, prettyErrors: false, uniqueKeys: false} as const;

/** What would take the parser minutes, to find out that it ends nowhere. */
const DEEP = /(?:[[{][ \t\r\n]*){500}|(?:[-?] +){500}/;
const TOO_DEEP = 'is nested too deeply to be read; check how it was made';

function malformed(text: string, error: YAMLError): Parsed {
  const found = error.message.split('\n', 1)[0] ?? '';
  const message = SENTENCES[error.code] ?? `is not valid YAML (${found}); correct it here or just above`;
  return at(text, error.pos[0], message);
}

const SENTENCES: Partial<Record<string, string>> = {
  RESOURCE_EXHAUSTION: TOO_DEEP,
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
  const problem = problemIn(document);
  // Aliases were counted already.
  if (problem === undefined) return {type: 'Parsed', document, value: document.toJS({maxAliasCount: -1})};
  const {node, message, isOfKey} = problem;
  const offset = node.range?.[0] ?? 0;
  return isOfKey ? at(text, offset, message) : {type: 'Malformed', line: lineOf(text, offset), message};
}
