import {celPattern, celString} from '../cel/text.ts';
import {anyOf} from '../cel/logic.ts';

const WILDCARDS: Readonly<Record<string, string>> = {'*': '.*', '?': '.'};

/** The RE2 of a glob: `*` stands for any characters, `?` for one, and everything else for itself. */
export function globPattern(glob: string): string {
  const pattern = glob.replaceAll(/[\\^$.|?*+()[\]{}]/g, character => WILDCARDS[character] ?? `\\${character}`);
  // `s`: a dot takes line breaks, too.
  return `(?s)^${pattern}$`.replaceAll(/(?:\.\*)+/g, '.*');
}

/** Whether a text (a CEL expression) fits one of the globs. Most globs need no regular expression, which costs more. */
export function matchesAnyGlob(globs: readonly string[], text: string): string {
  const names = globs.filter(isPlain);
  const exact = names.length > 1 ? [`${text} in [${names.map(celString).join(', ')}]`] : names.map(equals(text));
  return anyOf([...exact, ...globs.filter(glob => !isPlain(glob)).map(glob => matchesGlob(glob, text))]);
}

/** The texts by which image globs go: a whole reference, and its repository. */
export interface ImageTexts {
  readonly image: string;
  readonly repository: string;
}

/** A glob with ':' or '@' is compared with the whole image reference, any other with its repository. */
export function matchesAnyImage(globs: readonly string[], {image, repository}: ImageTexts): string {
  const whole = globs.filter(glob => /[:@]/.test(glob));
  const repositories = globs.filter(glob => !whole.includes(glob));
  return anyOf([
    ...(repositories.length > 0 ? [matchesAnyGlob(repositories, repository)] : []),
    ...(whole.length > 0 ? [matchesAnyGlob(whole, image)] : []),
  ]);
}

function matchesGlob(glob: string, text: string): string {
  if (/^\*+$/.test(glob)) return 'true';
  if (isRegular(glob)) return `${text}.matches(${celPattern(globPattern(glob))})`;
  const middle = celString(glob.replaceAll('*', ''));
  if (!glob.startsWith('*')) return `${text}.startsWith(${middle})`;
  return glob.endsWith('*') ? `${text}.contains(${middle})` : `${text}.endsWith(${middle})`;
}

/** Whether a glob needs a regular expression: it has a `?`, or a `*` between other characters. */
export function isRegular(glob: string): boolean {
  return /\?|[^*]\*+[^*]/.test(glob);
}

function equals(text: string): (name: string) => string {
  return name => `${text} == ${celString(name)}`;
}

function isPlain(glob: string): boolean {
  return !/[*?]/.test(glob);
}
