import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {format, resolveConfig} from 'prettier';
import {withGeneratedPart} from './generated-part.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Writes the generated part of a page of the documentation, in the style of the repository. */
export async function writePage(path: string, name: string, part: string): Promise<void> {
  writeFile(path, await pageWith(path, name, part));
}

/** The page as {@link writePage} would write it. */
export async function pageWith(path: string, name: string, part: string): Promise<string> {
  const file = join(ROOT, path);
  const page = withGeneratedPart(readFileSync(file, 'utf8'), name, part);
  return format(page, {...(await resolveConfig(file)), parser: 'markdown'});
}

/**
 * To be asked before half an hour of measuring.
 * @throws Error when there is no such page, or it has no such part
 */
export function mustHavePart(path: string, name: string): void {
  withGeneratedPart(readFileSync(join(ROOT, path), 'utf8'), name, '');
}

export function writeFile(path: string, text: string): void {
  writeFileSync(join(ROOT, path), text);
}
