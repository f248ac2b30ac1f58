import assert from 'node:assert/strict';
import {symlinkSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {parseAllDocuments} from 'yaml';
import {gather, type Gathered} from '../../../src/cli/input/gather.ts';
import {objectsOf} from '../../../src/cli/input/objects.ts';
import {whereIs} from '../../../src/cli/input/origin.ts';
import {parseText} from '../../../src/cli/input/parse-text.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const POD = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}};
const POD_YAML = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';

function parsed(text: string, named = true) {
  const {documents, problems} = parseText({file: 'f', text, named});
  return {
    objects: documents.flatMap(objectsOf),
    problems: problems.map(({origin, message}) => `${whereIs(origin)}: ${message}`),
  };
}

describe('the text of an input', () => {
  const readable = [
    {it: 'may be JSON', text: JSON.stringify(POD), places: ['f:1']},
    {it: 'may be YAML', text: POD_YAML, places: ['f:1']},
    {it: 'may begin with a byte order mark', text: `\ufeff${POD_YAML}`, places: ['f:1']},
    {it: 'may have Windows line ends', text: POD_YAML.replaceAll('\n', '\r\n'), places: ['f:1']},
    {
      it: 'may have many documents, empty ones too',
      text: `${POD_YAML}---\n---\n${POD_YAML}`,
      places: ['f:1', 'f:6 (document 3)'],
    },
    {
      it: 'may be a List',
      text: 'kind: List\napiVersion: v1\nitems:\n- {kind: A}\n- {kind: B}\n',
      places: ['f:4 (item 1)', 'f:5 (item 2)'],
    },
    {
      it: 'may be a List in a List',
      text: 'kind: List\nitems: [{kind: List, items: [{kind: A}]}]\n',
      places: ['f:2 (item 1)'],
    },
    {it: 'may be comments only', text: '# nothing\n', places: []},
    {it: 'may be empty', text: '', places: []},
    {it: 'may be no object at all', text: '- a\n- b\n', places: []},
    {it: 'may be values without a kind', text: 'replicas: 3\n', places: []},
    {it: 'may have emoji and anchors', text: 'kind: &k Pod\nmetadata: {name: 🚢, labels: {a: *k}}\n', places: ['f:1']},
  ];
  for (const {it: title, text, places} of readable) {
    it(title, () => {
      const {objects, problems} = parsed(text);
      assert.deepEqual([objects.map(({origin}) => whereIs(origin)), problems], [places, []]);
    });
  }

  it('gives the items of a typed list the kind that the API server leaves out', () => {
    const {objects} = parsed('{"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}}]}');
    assert.deepEqual(
      objects.map(({object}) => object),
      [POD],
    );
  });

  it('remembers which document of the text an object is in, and where in it', () => {
    const {objects} = parsed(`---\n---\nkind: List\nitems:\n- {kind: A}\n- {kind: List, items: [{kind: B}]}\n`);
    assert.deepEqual(
      objects.map(({documentIndex, itemPath}) => [documentIndex, itemPath]),
      [
        [1, [0]],
        [1, [1, 0]],
      ],
    );
  });

  const broken = [
    {it: 'a text that ends too early', text: 'kind: Pod\nmetadata: {name: "a\n', says: /^f:\d: is not valid YAML/},
    {it: 'a Helm template', text: 'kind: Pod\nmetadata: {{ .Values.metadata }}\n  x: y\n', says: /helm template/},
    {it: 'an alias of nothing', text: 'kind: Pod\nspec: *a\n', says: /^f:\d: .*alias/i},
    {it: 'deep JSON', text: `{"kind": "Pod", "a": ${'['.repeat(5000)}${']'.repeat(5000)}}`, says: /nested/},
    {it: 'deep YAML', text: `kind: Pod\na: ${'['.repeat(600)}${']'.repeat(600)}`, says: /^f:\d: is nested/},
  ];
  for (const {it: title, text, says} of broken) {
    it(`reports ${title} with its line`, () => {
      const {problems} = parsed(text);
      assert.ok(
        problems.some(problem => says.test(problem)),
        problems.join('\n'),
      );
    });
  }

  it('reads the documents beside a broken one', () => {
    const {objects, problems} = parsed(`${POD_YAML}---\nkind: [\n---\n${POD_YAML}`);
    assert.deepEqual(
      objects.map(({origin}) => whereIs(origin)),
      ['f:1', 'f:7 (document 3)'],
    );
    assert.match(problems.join(), /^f:[56] \(document 2\): /);
  });

  it('passes over kinds that no decision depends on, and counts them', () => {
    const {objects, problems} = parsed(`kind: ConfigMap\ndata: {{ template }}\n---\n${POD_YAML}`);
    assert.deepEqual([objects.map(({origin}) => whereIs(origin)), problems], [['f:4 (document 2)'], []]);
  });

  it('is cut into the same documents as a parser finds in the whole', () => {
    const line = fc.constantFrom(
      '---',
      '--- # x',
      '---x',
      '...',
      '%YAML 1.2',
      '# c',
      '',
      'a: 1',
      'b: |',
      '  ---',
      '- x',
      '"',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(line, {maxLength: 12}), lines => {
        const text = lines.join('\n');
        const whole = [...parseAllDocuments(text, {logLevel: 'silent'})];
        // To a parser a text without anything in it has no document.
        fc.pre(whole.length > 0 && whole.every(({errors}) => errors.length === 0));
        const {documents} = parseText({file: 'f', text, named: true});
        assert.deepEqual(
          documents.map(({index, value}) => [index, value]),
          whole.map((document, index) => [index, document.toJS() as unknown]),
        );
      }),
      {numRuns: 1000},
    );
  });

  it('passes over what a folder happens to hold, but not what was named', () => {
    assert.deepEqual(parsed('{"compilerOptions": 1 /* not JSON */ , x: {{', false).problems, []);
    assert.equal(parsed('{"compilerOptions": {{', true).problems.length, 1);
  });

  it('is never a reason to crash', () => {
    const texts = fc.oneof(
      fc.string({unit: 'binary'}),
      fc
        .array(
          fc.constantFrom(
            'kind: Pod',
            '- ',
            '  a: ',
            '&a ',
            '*a',
            '{',
            ']',
            '---',
            '\n',
            '\t',
            '|',
            '"',
            '<<: ',
            '!!int ',
          ),
          {maxLength: 40},
        )
        .map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(texts, fc.boolean(), (text, named) => void parsed(text, named)),
      {numRuns: 200},
    );
  });
});

describe('the input', () => {
  const folder = new TemporaryFolder();
  after(() => folder.remove());
  const input = {policyFiles: [], namespace: 'default'};
  const found = async (paths: readonly string[], stdin = ''): Promise<Gathered> =>
    gather({...input, paths}, {cwd: folder.path, stdin: once(stdin)});
  const names = ({workloads}: Gathered): readonly unknown[] => workloads.map(({workload}) => workload.metadata['name']);

  before(() => {
    mkdirSync(join(folder.path, 'k8s', 'deep', '.git'), {recursive: true});
    folder.write('k8s/b.yml', pod('b'));
    folder.write('k8s/a.yaml', pod('a'));
    folder.write('k8s/deep/c.json', pod('c'));
    folder.write('k8s/deep/.git/d.json', pod('d'));
    folder.write('k8s/notes.txt', pod('e'));
    folder.write('k8s/values.yaml', 'image: {{ nothing }}\n');
    symlinkSync('..', join(folder.path, 'k8s', 'deep', 'up'));
    symlinkSync('nowhere', join(folder.path, 'k8s', 'deep', 'lost.yaml'));
  });

  it('is every manifest of a folder and below, in order, and each file once', async () => {
    assert.deepEqual(names(await found(['k8s', 'k8s/a.yaml'])), ['a', 'b', 'c']);
  });

  it('says of a link that leads nowhere that it does', async () => {
    const {problems} = await found(['k8s']);
    assert.deepEqual(
      problems.map(({origin, message}) => `${whereIs(origin)}: ${message}`),
      ['k8s/deep/lost.yaml: is not there: check the path.'],
    );
  });

  it('takes a file of any name when it is named, and standard input', async () => {
    assert.deepEqual(names(await found(['k8s/notes.txt', '-'], JSON.stringify(pod('🚢')))), ['e', '🚢']);
  });

  it('says what is not there, and goes on', async () => {
    const gathered = await found(['missing.yaml', 'k8s/a.yaml']);
    assert.deepEqual(names(gathered), ['a']);
    assert.deepEqual(gathered.problems, [{origin: {file: 'missing.yaml'}, message: 'is not there: check the path.'}]);
  });

  it('puts what names no namespace into the one that was given', async () => {
    const gathered = await gather({...input, namespace: 'shop', paths: ['-']}, {cwd: '/', stdin: once(POD_YAML)});
    assert.equal(gathered.workloads[0]?.workload.metadata['namespace'], 'shop');
  });

  it('knows a kind by its group', async () => {
    const texts = ['batch.volcano.sh/v1alpha1', 'batch/v1'].map(version => `apiVersion: ${version}\nkind: Job\n`);
    assert.equal((await found(['-'], texts.join('---\n'))).workloads.length, 1);
  });

  it('has policies, and says what is wrong with them', async () => {
    const policy = (sidecars: string) =>
      `apiVersion: outrigger.dev/v1alpha1\nkind: SidecarPolicy\nmetadata: {name: p}\nspec: {sidecars: ${sidecars}}\n`;
    const gathered = await found(
      ['-'],
      [policy('[{profile: nginxx}]'), policy('[]'), policy('[{match: {names: [a]}}]')].join('---\n'),
    );
    assert.deepEqual(
      gathered.problems.map(({message}) => message),
      [
        'SidecarPolicy default/p names the profile "nginxx", which this version does not know.',
        'SidecarPolicy default/p has no rule in spec.sidecars that says which containers are sidecars.',
      ],
    );
    assert.equal(gathered.policies.length, 3);
  });

  it('says when a file of policies has none', async () => {
    const wanted = {...input, paths: [], policyFiles: ['k8s/a.yaml']};
    const {problems} = await gather(wanted, {cwd: folder.path, stdin: once('')});
    assert.deepEqual(
      problems.map(({message}) => message),
      ['has no SidecarPolicy and no ClusterSidecarPolicy.'],
    );
  });
});

function pod(name: string) {
  return {...POD, metadata: {name}};
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
