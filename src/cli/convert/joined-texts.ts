import {parseJson} from '../input/parse-json.ts';

/** YAML texts as one, with a marker between two where there is none; undefined: there is JSON among several. */
export function joinedTexts(texts: readonly string[]): string | undefined {
  const [first = '', ...others] = texts;
  // A single text stays as it is to the last byte.
  if (others.length === 0) return first;
  if (texts.some(text => parseJson(text) !== undefined)) return undefined;
  return others.reduce((joined, text) => ended(joined) + separated(text.replace(/^\uFEFF/, '')), first);
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Comments may stand above a marker; directives need the end of a document before them. */
function separated(text: string): string {
  const [start = ''] = /^(?:[ \t]*(?:#.*)?\r?\n)*.{0,3}/.exec(text)?.slice(0) ?? [];
  const line = start.split('\n').at(-1) ?? '';
  if (line.startsWith('%')) return `...\n${text}`;
  return line.startsWith('---') ? text : `---\n${text}`;
}
