import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {CORPUS, corpusMissing} from '../integration/loop/corpus.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** The manifests of the fixtures, and those that others have published where they are there. */
export function manifestTexts(): readonly string[] {
  const folders = corpusMissing === undefined ? [FIXTURES, CORPUS] : [FIXTURES];
  return folders.flatMap(folder =>
    globSync('**/*.yaml', {cwd: folder})
      .sort()
      .map(file => readFileSync(join(folder, file), 'utf8')),
  );
}

/** Their objects, as plain JSON. */
export function manifestObjects(): readonly unknown[] {
  return manifestTexts()
    .flatMap(text => parseAllDocuments(text))
    .map(document => document.toJS() as unknown)
    .filter(value => value !== null);
}
