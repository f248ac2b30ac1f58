import assert from 'node:assert/strict';
import {parseAllDocuments} from 'yaml';
import {whereIs} from '../../../src/cli/input/origin.ts';
import {parseText} from '../../../src/cli/input/parse-text.ts';
import {splitDocuments} from '../../../src/cli/input/split-documents.ts';

const read = (text: string) => parseText({file: 'f', text, named: true});

/** Broken texts: the line that is named, and words of the sentence. */
const PROBLEMS: readonly {
  readonly title: string;
  readonly text: string;
  readonly line: number;
  readonly says: RegExp;
}[] = [
  {title: 'a text that ends too early', text: 'a:\n  b: "x\n', line: 2, says: /not valid YAML .*correct it/},
  {title: 'a list that is not closed', text: 'a: [1,\nb: 2\n', line: 2, says: /not valid YAML/},
  {title: 'a tab as indentation', text: 'a:\n\tb: 1\n', line: 2, says: /tab.*use spaces/},
  {title: 'a key given twice', text: 'a: 1\nb: 2\na: 3\n', line: 3, says: /second time.*remove one/},
  {title: 'a template', text: 'a: 1\n{{- if .x }}\nb: 2\n{{ end }}\n', line: 2, says: /template.*helm template/},
  {title: 'a template as a value', text: 'a:\n  b: {{ .Values.b }}\n', line: 2, says: /template/},
  {title: 'a key that is a list', text: 'a: 1\n? [b]\n: 2\n', line: 2, says: /key that is not plain text/},
  {title: 'an alias without its anchor', text: 'a: 1\nb: *x\n', line: 2, says: /nresolved alias|cannot be followed/},
  {title: 'an alias above its anchor', text: 'a: *x\nb: &x 1\n', line: 1, says: /define the anchor above/},
  {title: 'an anchor that holds itself', text: 'a: 1\nb: &x\n  c: *x\n', line: 3, says: /has no end/},
  {
    title: 'a merge key without an object',
    text: 'a: &x 1\nb:\n  <<: *x\n',
    line: 3,
    says: /merge key.*correct its alias/,
  },
  {title: 'a merge key alone', text: '<<: *x\n', line: 1, says: /merge key|cannot be followed/},
  {title: 'an alias bomb', text: bomb(), line: 2, says: /more often than anybody writes/},
  {title: 'nesting without end', text: `a: ${'['.repeat(100_000)}`, line: 1, says: /nested too deeply|not valid YAML/},
  {title: 'characters that are no text', text: 'a: \u0000\u0001\n\u0002: [\n', line: 2, says: /not valid YAML/},
];

function bomb(): string {
  const level = (n: number): string =>
    `a${n}: &a${n} [${Array(9)
      .fill(`*a${n - 1}`)
      .join(', ')}]\n`;
  return `a0: &a0 [x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8].map(level).join('')}`;
}

describe('the documents of a text', () => {
  for (const {title, text, line, says} of PROBLEMS) {
    it(`say of ${title} what is wrong and where, and are read on`, () => {
      const {documents, problems} = read(`x: 1\n---\n${text}\n---\ny: 2\n`);
      assert.deepEqual(
        documents.map(({index, value}) => [index, value]),
        [
          [0, {x: 1}],
          [2, {y: 2}],
        ],
      );
      const [{origin, message} = assert.fail(), ...others] = problems;
      assert.match(message, says);
      assert.deepEqual([origin, others], [{file: 'f', document: 2, line: line + 2}, []]);
    });
  }

  it('are named by their place and their first line', () => {
    const text = '# top\n\n---\na: 1\n---\n# nothing\n---\n%YAML 1.2\n---\n# b\nb: 2\n...\n# bye\n';
    const {documents, problems} = read(text);
    assert.deepEqual(
      [...documents, ...problems].map(({origin}) => whereIs(origin)),
      ['f:4', 'f:7 (document 2)', 'f:11 (document 4)', 'f:8 (document 3)'],
    );
  });

  it('may have merge keys, names with emoji, a byte order mark and a scalar of 1 MB', () => {
    const text = `\uFEFFa: &a {k: 1}\n🦊:\n  <<: *a\nbig: ${'x'.repeat(1_000_000)}\n`;
    assert.deepEqual(read(text).documents[0]?.value, {a: {k: 1}, '🦊': {k: 1}, big: 'x'.repeat(1_000_000)});
  });

  it('are no templates inside of quotes', () => {
    assert.deepEqual(read('a: "{{ .Pod }}"\n').documents[0]?.value, {a: '{{ .Pod }}'});
  });
});

describe('splitDocuments', () => {
  const TEXTS = [
    '',
    'a: 1',
    'a: 1\n---\n',
    '---\n---\na: 1\n',
    '# c\n---\na: 1\n---\nb: 2\n',
    'a: 1\n...\nb: 2\n',
    'a: 1\n...\n# c\n---\nb: 1\n',
    'a: 1\n...\n# only a comment\n',
    '--- {a: 1}\n--- # c\nb: 2\r\n---\r\nc: 3\r\n',
    'a: |\n  text\n  --- no marker\n---\nb: ---x\n---x: 1\n',
    '%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n',
    'a: "x\u2028--- y"\n',
    'a: "\uFEFF...\n  \uFEFF--- y"\n',
  ];
  for (const text of TEXTS) {
    it(`finds the documents that the parser finds in ${JSON.stringify(text)}`, () => {
      const pieces = splitDocuments(text);
      const documents = parseAllDocuments(text);
      assert.equal(pieces.length, Array.isArray(documents) ? Math.max(1, documents.length) : 1);
      assert.equal(pieces.map(piece => piece.text).join(''), text);
    });
  }
});
