import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

const SOURCE = join(import.meta.dirname, '..', '..', 'src');

/** Which folders of `src/` a folder may import from, itself apart. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  api: [],
  domain: ['api'],
  runtime: [],
  kube: ['api', 'domain', 'runtime'],
  telemetry: ['api', 'domain', 'runtime'],
  admission: ['api', 'domain'],
  config: ['runtime', 'telemetry'],
  controllers: ['admission', 'api', 'domain', 'kube', 'runtime', 'telemetry', 'config'],
  // Of the root only the version.
  cli: ['api', 'domain', 'runtime', ''],
  live: ['admission', 'api', 'domain', 'runtime', 'kube', 'cli', ''],
  webhook: ['admission', 'api', 'domain', 'kube', 'runtime', 'telemetry'],
  '': ['admission', 'api', 'config', 'controllers', 'domain', 'kube', 'runtime', 'telemetry', 'webhook'],
};

/** Packages that only one folder may know. */
const OWNERS: Readonly<Record<string, string>> = {
  '@kubernetes/client-node': 'kube',
  undici: 'kube',
  winston: 'telemetry',
  'prom-client': 'telemetry',
  selfsigned: 'webhook',
  yaml: 'cli',
  diff: 'cli',
};

/** The one package of the domain, behind one file: shell is parsed by a real parser (ADR 0015). */
const SHELL_PARSER = {file: 'domain/workarounds/shell.ts', target: 'unbash'};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

function imports(): readonly Import[] {
  return globSync('**/*.ts', {cwd: SOURCE}).flatMap(file => {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    const targets = [...text.matchAll(/^(?:import|export)\b[^;]*?from '(?<target>[^']+)'/gm)];
    return targets.map(match => ({file, folder: folderOf(file), target: match.groups?.['target'] ?? ''}));
  });
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

describe('the structure of src/', () => {
  const all = imports();

  it('is read at all', () => {
    assert.ok(all.length > 100);
  });

  it('has arrows in one direction only', () => {
    const wrong = all.filter(({file, folder, target}) => {
      if (!target.startsWith('.')) return false;
      const to = folderOf(relative(SOURCE, join(SOURCE, dirname(file), target)));
      return to !== folder && ARROWS[folder]?.includes(to) !== true && !target.endsWith('/package.json');
    });
    assert.deepEqual(wrong, []);
  });

  it('lets one folder know each client package', () => {
    const wrong = all.filter(({folder, target}) => target in OWNERS && OWNERS[target] !== folder);
    assert.deepEqual(wrong, []);
  });

  it('keeps the domain free of Node and of every package but the shell parser', () => {
    const wrong = all.filter(
      ({file, folder, target}) =>
        (folder === 'domain' || folder === 'api') &&
        !target.startsWith('.') &&
        !(file === SHELL_PARSER.file && target === SHELL_PARSER.target),
    );
    assert.deepEqual(wrong, []);
  });

  it('lets one file know the shell parser', () => {
    const files = all.filter(({target}) => target === SHELL_PARSER.target).map(({file}) => file);
    assert.deepEqual([...new Set(files)], [SHELL_PARSER.file]);
  });

  it('and what is built on it do not know the bench, which measures them', () => {
    const root = join(SOURCE, '..');
    const others = globSync('{src,demo,tools,test}/**/*.ts', {cwd: root}).filter(
      file => !file.startsWith('test/unit/'),
    );
    const wrong = others.filter(file => /from '[^']*\/bench\//.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(wrong, []);
  });

  it('keeps the cluster out of the offline commands, which start in a moment', () => {
    const wrong = all.filter(
      ({folder, target}) =>
        folder === 'cli' && target.startsWith('../../') && !/^\.\.\/\.\.\/(api|domain|runtime)\//.test(target),
    );
    assert.deepEqual(wrong, []);
  });

  it('loads commands for a cluster only when they are asked for', () => {
    const texts = globSync('cli/**/*.ts', {cwd: SOURCE}).map(file => readFileSync(join(SOURCE, file), 'utf8'));
    const loads = texts.flatMap(text =>
      [...text.matchAll(/(?:await )?import\('[./]*live\/[^']+'\)/g)].map(([load]) => load),
    );
    assert.ok(loads.length > 0);
    assert.ok(loads.every(load => load.startsWith('await ')));
  });

  it('reads the environment where a process starts', () => {
    const readers = globSync('**/*.ts', {cwd: SOURCE}).filter(file =>
      /process\.env|\benv\b.*= process/.test(readFileSync(join(SOURCE, file), 'utf8')),
    );
    assert.deepEqual(readers.sort(), ['cli/main.ts', 'main.ts']);
  });
});
