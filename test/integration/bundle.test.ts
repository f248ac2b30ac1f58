import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {eventually} from '../support/eventually.ts';
import {kubeconfigOf} from '../support/kubeconfig-of.ts';
import {Operator} from '../support/operator.ts';
import {TemporaryFolder} from '../support/temporary-folder.ts';

/** `make test` builds it before it comes here. */
const BUNDLE = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const TELL_MODULES = `data:text/javascript,${encodeURIComponent(
  "process.once('exit', () => process.stderr.write(process.moduleLoadList.join('\\n')));",
)}`;

describe('the bundle', function () {
  this.timeout(120_000);

  it('does not load what of Node costs megabytes and is never used (ADR 0013)', () => {
    const {stderr} = spawnSync(process.execPath, ['--import', TELL_MODULES, BUNDLE, '--version'], {encoding: 'utf8'});
    const modules = stderr.split('\n');
    assert.ok(modules.includes('NativeModule tls'), 'it tells its modules');
    const costly = ['internal/deps/undici/undici', 'http2', 'worker_threads', 'internal/webstreams/readablestream'];
    assert.deepEqual(
      costly.filter(name => modules.includes(`NativeModule ${name}`)),
      [],
    );
  });

  it('reads a kubeconfig, and says when nobody is where that leads', async () => {
    const folder = new TemporaryFolder();
    const kubeconfig = folder.write('kubeconfig', kubeconfigOf('http://127.0.0.1:1'));
    const operator = Operator.spawn({kubeconfig, program: {command: [BUNDLE], environment: {}}});
    try {
      const told = (): boolean => operator.lines.some(line => String(line['error']).includes('cannot reach'));
      await eventually('it says so', told);
    } finally {
      assert.equal(await operator.stop(), 0);
      folder.remove();
    }
  });
});

describe('the bundle of the command line', function () {
  this.timeout(120_000);
  const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
  const run = (...argv: readonly string[]) =>
    spawnSync(process.execPath, ['--import', TELL_MODULES, CLI, ...argv], {encoding: 'utf8', env: {HOME: '/nowhere'}});
  const isNetwork = (module: string): boolean => /^NativeModule (?:tls|https?|http2)$/.test(module);

  const offline = [['--help'], ['explain', 'HostPort'], ['scan', 'test/fixtures/cli/shop.yaml']];
  for (const argv of offline) {
    it(`loads nothing that speaks to a cluster for "${argv.join(' ')}"`, () => {
      const {status, stderr} = run(...argv);
      assert.equal(status, 0);
      assert.deepEqual(stderr.split('\n').filter(isNetwork), []);
    });
  }

  it('loads it for a command that looks at one', () => {
    const folder = new TemporaryFolder();
    try {
      const kubeconfig = folder.write('kubeconfig', kubeconfigOf('http://127.0.0.1:1'));
      const {status, stderr} = run('scan', '--live', '--kubeconfig', kubeconfig);
      assert.equal(status, 3);
      assert.match(stderr, /^Cannot reach http:\/\/127\.0\.0\.1:1: /);
      assert.ok(stderr.split('\n').some(isNetwork));
    } finally {
      folder.remove();
    }
  });
});
