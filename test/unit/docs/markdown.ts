import {globSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** One Markdown file of the project, by its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
  /** Without code blocks, where nothing is a link or a word of ours. */
  readonly prose: string;
}

export function pages(): readonly Page[] {
  return globSync(['*.md', 'docs/**/*.md', 'test/**/*.md', 'config/**/*.md', 'demo/**/*.md'], {cwd: ROOT})
    .sort()
    .map(page);
}

export function page(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return {path, text, prose: text.replaceAll(/^( *)```[^]*?^\1```$/gm, '')};
}

export interface Link {
  readonly target: string;
  /** From the root of the repository, without the anchor. */
  readonly file: string;
  readonly anchor: string;
}

/** Links to files of the project, and to headings. */
export function localLinks({path, prose}: Page): readonly Link[] {
  const targets = [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(match => match.groups?.['target'] ?? '');
  return targets
    .filter(target => !/^[a-z]+:/.test(target))
    .map(target => {
      const [file = '', anchor = ''] = target.split('#');
      return {target, file: file === '' ? path : join(dirname(path), file), anchor};
    });
}

/** The anchors that GitHub gives the headings of a page. */
export function anchors({prose}: Page): ReadonlySet<string> {
  const headings = [...prose.matchAll(/^#{1,6} (?<title>.+)$/gm)].map(match => match.groups?.['title'] ?? '');
  return new Set(headings.map(slug));
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What stands between single backticks. */
export function codeWords({prose}: Page): readonly string[] {
  return [...prose.matchAll(/`(?<word>[^`\n]+)`/g)].map(match => match.groups?.['word'] ?? '');
}

/** The first cells of the table rows between a heading and the next one of its level or above. */
export function section({text, path}: Page, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`${path} has no "${heading}"`);
  const level = heading.indexOf(' ');
  const rest = text.slice(start + heading.length + 1);
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}
