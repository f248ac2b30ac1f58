import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parsePlainYaml} from '../../../src/cli/input/parse-plain-yaml.ts';
import {splitDocuments} from '../../../src/cli/input/split-documents.ts';
import {CORPUS} from '../../integration/loop/corpus.ts';
import {readsAlike} from '../../support/reads-alike.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('the fast way to read YAML', () => {
  it('reads all manifests here and published ones as the slow one does, and most of them', () => {
    const here = globSync('{config,crds,test/fixtures}/**/*.yaml', {cwd: ROOT}).map(file => join(ROOT, file));
    const published = globSync('**/*.y{,a}ml', {cwd: CORPUS}).map(file => join(CORPUS, file));
    const texts = [...here, ...published].flatMap(file => splitDocuments(readFileSync(file, 'utf8')));
    const fast = texts.filter(({text}) => readsAlike(text)).length;
    assert.ok(texts.length > 50 && fast > texts.length * 0.7, `${fast} of ${texts.length}`);
  });

  const left = {
    'an alias': 'a: &x 1\nb: *x\n',
    'a merge key': 'a: {<<: {b: 1}}\n',
    'a tag': 'a: !!str 1\n',
    'a complex key': '? [a]\n: 1\n',
    'a key that is null': '~: 1\n',
    'a key a second time': 'a: 1\na: 2\n',
    'a template': 'a: {{ .x }}\n',
    'a tab': 'a:\n\tb: 1\n',
    'a list': '- a\n',
    'no text at all': '',
    'several documents': 'a: 1\n---\na: 2\n',
    'what is nested too deeply': `a: ${'['.repeat(200)}${']'.repeat(200)}\n`,
  };
  for (const [what, text] of Object.entries(left)) {
    it(`leaves ${what} to the slow one`, () => {
      assert.equal(parsePlainYaml(text), undefined);
    });
  }

  it('takes what looks like one of these in quotes and scripts', () => {
    assert.deepEqual(parsePlainYaml('schedule: "*/5 * * * *"\nrun: |\n  a && b; exit $?\n'), {
      schedule: '*/5 * * * *',
      run: 'a && b; exit $?\n',
    });
  });
});
