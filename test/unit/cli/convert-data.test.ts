import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {runCli} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const SHOP = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'cli', 'shop.yaml'), 'utf8');
const QUIT = 'curl -X POST localhost:9091/quitquitquit';
const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec:
  template:
    spec:
      containers:
        - name: app
          image: a
          command: [sh, -c, "migrate; x=$?; ${QUIT} && exit $x"]
        - name: cloud-sql-proxy
          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
`;

describe('outrigger convert -o json', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = new TemporaryFolder();
    folder.write('job.yaml', JOB);
    folder.write('shop.yaml', SHOP);
    folder.write('other.yaml', 'kind: ConfigMap\n');
  });
  afterEach(() => folder.remove());

  const run = async (...args: readonly string[]) => runCli([...args, '-o', 'json'], {cwd: folder.path});
  const answer = async (...args: readonly string[]): Promise<JsonObject> =>
    JSON.parse((await run(...args)).stdout) as JsonObject;
  const text = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

  it('says of each workload what became of it, and why', async () => {
    const {code, stdout, stderr} = await run('convert', '.');
    const data = JSON.parse(stdout) as JsonObject;
    assert.deepEqual([code, data['kind'], data['version'], data['problems']], [2, 'Conversion', 1, []]);
    assert.deepEqual(data['counts'], {Changed: 2, Same: 2, Blocked: 1});
    assert.deepEqual(
      objectsAt(data, 'workloads').map(({name, file, result, removed, notes}) => [name, file, result, removed, notes]),
      [
        ['j', 'job.yaml', 'Changed', [], []],
        ['web', 'shop.yaml', 'Changed', [], []],
        ['agent', 'shop.yaml', 'Blocked', [], []],
        ['report', 'shop.yaml', 'Same', [], []],
        ['shell', 'shop.yaml', 'Same', [], []],
      ],
    );
    const blocked = objectsAt(data, 'workloads').find(({result}) => result === 'Blocked');
    assert.ok(objectsAt(blocked, 'findings').some(one => one['code'] === 'HostPort'));
    assert.match(stderr, /DaemonSet\/tools\/agent stays as it is/);
  });

  it('has the text of each file that changes, the same that is printed', async () => {
    const data = await answer('convert', '.');
    assert.deepEqual(
      objectsAt(data, 'files').map(({file}) => file),
      ['job.yaml', 'shop.yaml'],
    );
    for (const {file, text: after} of objectsAt(data, 'files')) {
      assert.equal(after, (await runCli(['convert', String(file)], {cwd: folder.path})).stdout);
    }
    assert.equal(text('job.yaml'), JOB);
  });

  it('has the difference with --diff, the same that is printed', async () => {
    const [first] = objectsAt(await answer('convert', 'job.yaml', '--diff'), 'files');
    const printed = (await runCli(['convert', 'job.yaml', '--diff'], {cwd: folder.path})).stdout;
    assert.deepEqual(first, {file: 'job.yaml', diff: printed});
  });

  it('says with --in-place what was written, and prints nothing else', async () => {
    const data = await answer('convert', '.', '-i');
    assert.deepEqual(data['files'], [
      {file: 'job.yaml', written: true},
      {file: 'shop.yaml', written: true},
    ]);
    assert.match(text('job.yaml'), /initContainers/);
    assert.deepEqual(objectsAt(await answer('convert', '.', '-i'), 'files'), []);
  });

  it('names the workarounds that go, as they stand in the manifest', async () => {
    const data = await answer('convert', 'job.yaml', '--remove-workarounds');
    const [job] = objectsAt(data, 'workloads');
    assert.deepEqual(
      objectsAt(job, 'removed').map(({id, path, evidence}) => [id, path, evidence]),
      [['W2', 'spec.containers[0].command[2]', QUIT]],
    );
    assert.doesNotMatch(String(objectsAt(data, 'files')[0]?.['text']), /quitquitquit/);
  });

  it('says all of it where a problem keeps everything as it is, and changes nothing', async () => {
    folder.write('broken.yaml', 'kind: [\n');
    for (const way of [[], ['-i']]) {
      const {code, stdout, stderr} = await run('convert', '.', ...way);
      const data = JSON.parse(stdout) as JsonObject;
      assert.deepEqual([code, data['files'], objectAt(data, 'counts')['Changed']], [3, [], 2]);
      assert.deepEqual(
        objectsAt(data, 'problems').map(({file}) => file),
        ['broken.yaml'],
      );
      assert.match(stderr, /^broken\.yaml:1: .*\n(?:.*\n)*Nothing was changed\.\n$/);
    }
    assert.equal(text('job.yaml'), JOB);
    const compared = objectsAt(await answer('convert', '.', '--diff'), 'files');
    assert.deepEqual([compared.length, text('job.yaml')], [2, JOB]);
  });

  it('takes JSON files beside others, since nothing is joined', async () => {
    folder.write('a.json', {kind: 'ConfigMap'});
    assert.equal((await run('convert', 'a.json', 'job.yaml')).code, 0);
  });

  it('is YAML where that is asked for', async () => {
    const {stdout} = await runCli(['convert', 'job.yaml', '-o', 'yaml'], {cwd: folder.path});
    assert.deepEqual(parse(stdout), await answer('convert', 'job.yaml'));
  });

  it('is not a table', async () => {
    const end = await runCli(['convert', 'job.yaml', '-o', 'table'], {cwd: folder.path});
    assert.deepEqual([end.code, end.stdout], [3, '']);
    assert.match(end.stderr, /must be one of json, yaml/);
  });
});

describe('outrigger revert -o json', () => {
  it('says what was put back, and what could not be', async () => {
    const converted = (await runCli(['convert', '-'], {stdin: JOB})).stdout;
    const {code, stdout} = await runCli(['revert', '-', '-o', 'json'], {stdin: converted});
    const data = JSON.parse(stdout) as JsonObject;
    assert.deepEqual([code, data['kind'], data['counts']], [0, 'Reversion', {Changed: 1, Same: 0, Blocked: 0}]);
    assert.deepEqual(objectsAt(data, 'files'), [{file: 'standard input', text: JOB}]);

    const record = '[{"n":"log","i":0,"h":1}]';
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'p', annotations: {'outrigger.dev/record': record}},
      spec: {containers: [{name: 'app'}], initContainers: [{name: 'log', restartPolicy: 'Always'}]},
    };
    const marked = await runCli(['revert', '-', '-o', 'json'], {stdin: JSON.stringify(pod)});
    const [one] = objectsAt(JSON.parse(marked.stdout), 'workloads');
    assert.deepEqual([one?.['result'], objectsAt(one, 'removed')], ['Changed', []]);
    assert.match(String(one?.['notes']), /^log does not get its preStop hook back/);
    assert.match(marked.stderr, /: log does not get its preStop hook back/);
  });
});
