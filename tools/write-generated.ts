import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** A generated file: its path from the root of the repository, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const ROOT = join(import.meta.dirname, '..');

/** Writes generated files and says which ones. */
export function writeGenerated(files: readonly GeneratedFile[]): void {
  for (const {path, text} of files) {
    mkdirSync(dirname(join(ROOT, path)), {recursive: true});
    writeFileSync(join(ROOT, path), text);
    console.log(`wrote ${path}`);
  }
}

/** The text that is there now; empty where there is no such file. */
export function writtenText(file: Pick<GeneratedFile, 'path'>): string {
  try {
    return readFileSync(join(ROOT, file.path), 'utf8');
  } catch {
    return '';
  }
}
