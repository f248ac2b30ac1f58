import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {runCli, type CliEnd} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

/** A workload that converts; `more` stands in its metadata, as YAML. */
const pod = (more = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
${more}spec:
  containers:
    - name: app
      image: a
    - name: fluent-bit
      image: fluent/fluent-bit:4.0
`;
const POD = pod();

interface Case {
  readonly title: string;
  readonly content: string | Uint8Array;
  /** What is said, with the place; absent: it is read as it is. */
  readonly says?: RegExp;
  /** Whether there is a workload that a conversion changes. */
  readonly converts?: false;
}

const repeated = (part: (index: number) => string, times: number): string =>
  Array.from({length: times}, (_, index) => part(index)).join('');
const bomb = repeated(index => `a${index + 1}: &a${index + 1} [${repeated(() => `*a${index}, `, 9)}]\n`, 9);

const CASES: readonly Case[] = [
  {title: 'nothing in it', content: '', converts: false},
  {title: 'only white space and comments', content: ' \n# nothing\n\n', converts: false},
  {title: 'only markers', content: repeated(() => '---\n', 2000), converts: false},
  {title: 'a byte order mark', content: `\ufeff${POD}`},
  {title: 'Windows line ends', content: POD.replaceAll('\n', '\r\n')},
  {title: 'names with emoji', content: POD.replace('name: web', 'name: 🚢')},
  {title: 'a scalar of a megabyte', content: POD.replace('image: a', `image: ${'x'.repeat(1_000_000)}`)},
  {title: 'ten megabytes', content: pod(`  annotations:\n    big: ${'x'.repeat(10_000_000)}\n`)},
  {title: 'thousands of comments', content: `${'# nothing\n'.repeat(20_000)}${POD}`},
  {
    title: 'thousands of keys',
    content: pod(`  annotations:\n${repeated(index => `    key-${index}: x\n`, 8000)}`),
  },
  {
    title: 'bytes that are no text',
    content: Buffer.from(`${POD}# \u00e9`, 'latin1'),
    says: /^f: is not UTF-8 text: save/,
  },
  {title: 'UTF-16', content: Buffer.from(`\ufeff${POD}`, 'utf16le'), says: /^f: is not UTF-8 text: save/},
  {title: 'a zero byte in a key', content: pod('  "a": 1\n  \0: {\n'), says: /^f:[67]: .*correct it/},
  {title: 'a tab as indentation', content: pod('\tlabels: {}\n'), says: /^f:5: .*tab.*use spaces/},
  {title: 'a key twice', content: pod('  name: other\n'), says: /^f:5: .*second time.*remove one/},
  {title: 'a key twice in braces', content: pod('  labels: {a: b, a: c}\n'), says: /^f:5: .*second time.*remove one/},
  {title: 'a key of a megabyte', content: pod(`  ${'k'.repeat(1_000_000)}: x\n`), says: /^f:5: .*correct it/},
  {title: 'an end in the middle of a text', content: `${POD}      command: ["sh\n`, says: /^f:11: .*correct it/},
  {title: 'an anchor that holds itself', content: pod('  labels: &a {b: *a}\n'), says: /^f:5: .*no end.*write the/},
  {title: 'an alias without an anchor', content: pod('  labels: *a\n'), says: /^f:5: .*define the anchor/},
  {title: 'an alias bomb', content: `a0: &a0 x\n${bomb}${POD}`, says: /^f:2: .*as an attack would; write the/},
  {
    title: 'a bomb of merges',
    content: `a0: &a0 {x: y}\n${bomb.replaceAll(/ (&a\d) \[(.*)\]/g, ' $1 {<<: [$2]}')}${POD}`,
    says: /^f:2: .*as an attack would; write the/,
  },
  {
    title: 'thousands of aliases in what an alias names',
    content: `${repeated(i => `a${i}: &a${i} x\n`, 20_000)}b: &b [${repeated(i => `*a${i}, `, 20_000)}]\nc: *b\n${POD}`,
    says: /^f:20001: .*as an attack would; write the/,
  },
  {title: 'brackets in brackets', content: `a: ${'['.repeat(50_000)}`, says: /^f:1: is nested too deeply.*check/},
  {
    title: 'braces in braces',
    content: `a: ${'{a: '.repeat(600)}x${'}'.repeat(600)}`,
    says: /^f:1: is nested/,
  },
  {
    title: 'lists in lists',
    content: `kind: Pod\na: ${'- '.repeat(5000)}x\n`,
    says: /^f:[12]: (?:is nested too deeply|is not valid)/,
  },
  {
    title: 'block after block',
    content: repeated(level => `${' '.repeat(level)}a:\n`, 2000),
    says: /^f:\d+: is nested too deeply/,
  },
  {
    title: 'JSON in JSON',
    content: `{"kind": "Pod", "a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    says: /^f:1: is nested/,
  },
  {title: 'a template', content: pod('  labels: {{ .Values.labels }}\n'), says: /^f:5: is a template.*helm template/},
  {title: 'a key that is a list', content: pod('  ? [a]\n  : b\n'), says: /^f:5: .*not plain text.*write the key out/},
];

describe('a file with', function () {
  this.timeout(120_000);
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = new TemporaryFolder();
  });
  afterEach(() => folder.remove());

  const run = async (...argv: readonly string[]): Promise<CliEnd> => runCli(argv, {cwd: folder.path});

  for (const {title, content, says, converts = says === undefined} of CASES) {
    it(`${title} is ${says === undefined ? 'read' : 'a sentence with its place, and stays as it is'}`, async () => {
      const file = join(folder.path, 'f');
      writeFileSync(file, content);
      const scanned = await run('scan', 'f', '-o', 'json');
      const converted = await run('convert', 'f', '-i');
      if (says === undefined) {
        assert.deepEqual([scanned.code, scanned.stderr, converted.code], [0, '', 0]);
        const after = readFileSync(file, 'utf8');
        assert.equal(after.includes('initContainers'), converts);
        if (!converts) assert.deepEqual(readFileSync(file), Buffer.from(content));
        return;
      }
      for (const {code, stderr} of [scanned, converted]) {
        assert.equal(code, 3);
        assert.match(stderr, says);
      }
      assert.deepEqual(readFileSync(file), Buffer.from(content));
    });
  }

  it('a name of control characters is named in one line', async () => {
    writeFileSync(join(folder.path, 'a\nb\u001b[2J.yaml'), 'kind: [\n');
    const {code, stderr} = await run('scan', '.');
    assert.equal(code, 3);
    assert.match(stderr, /^a\ufffdb\ufffd\[2J\.yaml:1: .*\n$/);
  });

  it('anything but policies is no file for --policy, and is said with its place', async () => {
    folder.write('web.yaml', POD);
    for (const [content, says] of [
      ['kind: [\n', /^p:1: is not valid YAML .*correct it/m],
      ['- 1\n', /^p: has no SidecarPolicy and no ClusterSidecarPolicy\.$/m],
      ['apiVersion: outrigger.dev/v1alpha1\nkind: SidecarPolicy\nspec: 3\n', /^p:1: SidecarPolicy .* has no rule/m],
    ] as const) {
      folder.write('p', content);
      const end = await run('convert', 'web.yaml', '--policy', 'p', '-i');
      assert.equal(end.code, 3);
      assert.match(end.stderr, says);
    }
    assert.equal(readFileSync(join(folder.path, 'web.yaml'), 'utf8'), POD);
  });

  it('more bytes than can be read at once is a sentence', async () => {
    folder.write('f', '');
    truncateSync(join(folder.path, 'f'), 3 * 2 ** 30);
    const {code, stderr} = await run('scan', 'f');
    assert.deepEqual([code, stderr], [3, 'f: is larger than can be read at once: split it.\n']);
  });
});

describe('a folder with', function () {
  this.timeout(120_000);
  let folder: TemporaryFolder;
  const run = async (...argv: readonly string[]): Promise<CliEnd> => runCli(argv, {cwd: folder.path});
  beforeEach(() => {
    folder = new TemporaryFolder();
    folder.write('web.yaml', POD);
  });
  afterEach(() => folder.remove());

  it('a link that leads back to it is read once', async () => {
    mkdirSync(join(folder.path, 'below'));
    symlinkSync('..', join(folder.path, 'below', 'up'));
    symlinkSync('self.yaml', join(folder.path, 'self.yaml'));
    const {code, stdout, stderr} = await run('scan', '.');
    assert.deepEqual([code, stderr], [3, 'self.yaml: is a link that leads back to itself.\n']);
    assert.match(stdout, /^1 workload:/);
  });

  it('a pipe does not wait for it', async () => {
    assert.equal(spawnSync('mkfifo', [join(folder.path, 'pipe.yaml')]).status, 0);
    const {code, stdout, stderr} = await run('scan', '.');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^1 workload:/);
  });

  it('a pipe that is named reads what it gives, and never writes into its place', async () => {
    const pipe = join(folder.path, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const gives = async (...argv: readonly string[]): Promise<CliEnd> => {
      const writer = spawn('sh', ['-c', 'cat web.yaml > pipe'], {cwd: folder.path, stdio: 'ignore'});
      const ended = new Promise(resolve => writer.once('close', resolve));
      const end = await run(...argv);
      await ended;
      return end;
    };
    assert.match((await gives('convert', 'pipe')).stdout, /initContainers/);
    const {code, stderr} = await gives('convert', 'pipe', '-i');
    assert.deepEqual([code, stderr], [3, 'pipe: is no regular file and cannot be rewritten: leave --in-place out.\n']);
    assert.ok(lstatSync(pipe).isFIFO());
  });

  it('what may not be read says so of each, and the others go on', async () => {
    folder.write('secret.yaml', POD);
    mkdirSync(join(folder.path, 'closed'));
    folder.write('closed/c.yaml', POD);
    // A first time, so that whoever it is after this need not load the code.
    await run('convert', 'web.yaml');
    await asNobody(folder.path, ['secret.yaml', 'closed'], async () => {
      const {code, stdout, stderr} = await run('scan', '.');
      assert.deepEqual(
        [code, stderr.split('\n')],
        [
          3,
          [
            'closed: may not be read: check its permissions.',
            'secret.yaml: may not be read: check its permissions.',
            '',
          ],
        ],
      );
      assert.match(stdout, /^1 workload:/);
      const end = await run('convert', 'web.yaml', 'secret.yaml', '-i');
      assert.deepEqual([end.code, end.stdout], [3, '']);
    });
    assert.equal(readFileSync(join(folder.path, 'web.yaml'), 'utf8'), POD);
  });

  it('what may not be written says so, and changes nothing', async () => {
    folder.write('b.yaml', POD);
    await run('convert', 'web.yaml');
    await asNobody(folder.path, [], async () => {
      const {code, stderr} = await run('convert', 'b.yaml', 'web.yaml', '-i');
      assert.equal(code, 3);
      assert.match(stderr, /^b\.yaml: may not be written: check its permissions/);
    });
    for (const file of ['b.yaml', 'web.yaml']) {
      assert.equal(parseAllDocuments(readFileSync(join(folder.path, file), 'utf8')).length, 1);
      assert.equal(readFileSync(join(folder.path, file), 'utf8'), POD);
    }
  });
});

/** Does something as somebody to whom these files and folders are closed, and who can write nothing; root reads all. */
async function asNobody(folder: string, closed: readonly string[], work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(folder, isRoot ? 0o755 : 0o555);
  for (const file of ['web.yaml', 'b.yaml']) if (!closed.includes(file)) chmodIfThere(join(folder, file));
  for (const name of closed) chmodSync(join(folder, name), 0);
  if (isRoot) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const name of closed) chmodSync(join(folder, name), 0o700);
    chmodSync(folder, 0o700);
  }
}

function chmodIfThere(file: string): void {
  if (lstatSync(file, {throwIfNoEntry: false}) !== undefined) chmodSync(file, 0o444);
}
