import assert from 'node:assert/strict';
import {objectsAt} from '../../../src/domain/json.ts';
import {runCli} from '../../support/run-cli.ts';

const JOB = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      containers:
        - name: app
          command: [sh, /scripts/run.sh]
          volumeMounts: [{name: scripts, mountPath: /scripts}]
        - name: cloud-sql-proxy
          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
      volumes: [{name: scripts, configMap: {name: migrate-scripts}}]
`;
const MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: migrate-scripts
data:
  run.sh: |
    migrate up
    curl -X POST localhost:9091/quitquitquit
`;

const found = async (...documents: readonly string[]): Promise<readonly unknown[]> => {
  const {stdout, stderr, code} = await runCli(['scan', '-', '-o', 'json'], {stdin: documents.join('---\n')});
  assert.deepEqual([code, stderr], [0, '']);
  return objectsAt(JSON.parse(stdout), 'workloads').flatMap(one =>
    objectsAt(one, 'workarounds').map(({id, verdict, evidence}) => [id, verdict, evidence].join(' ')),
  );
};

const WANTED = ['W2 Advice ConfigMap migrate-scripts, run.sh:2: curl -X POST localhost:9091/quitquitquit'];

describe('scripts in ConfigMaps among the files', () => {
  it('are looked at, wherever the ConfigMap stands', async () => {
    assert.deepEqual(await found(JOB, MAP), WANTED);
    assert.deepEqual(await found(MAP, JOB), WANTED);
    const list = {apiVersion: 'v1', kind: 'List', items: [{...object(), metadata: {name: 'migrate-scripts'}}]};
    assert.deepEqual(await found(JOB, `${JSON.stringify(list)}\n`), WANTED);
  });

  it('are not those of another namespace', async () => {
    assert.deepEqual(await found(JOB, MAP.replace('metadata:', 'metadata:\n  namespace: other')), []);
  });

  it('are read only where a container runs them, so that nothing else of a ConfigMap matters', async () => {
    const broken = `kind: ConfigMap\nmetadata: {name: other}\ndata: {{ template }}\n`;
    assert.deepEqual(await found(JOB, broken, MAP, broken.replace('other', 'migrate-scripts')), WANTED);
  });

  it('stay as they are when the workload is converted', async () => {
    const {stdout, code} = await runCli(['convert', '-', '--remove-workarounds'], {stdin: `${JOB}---\n${MAP}`});
    assert.equal(code, 0);
    assert.ok(stdout.endsWith(`---\n${MAP}`));
    assert.match(stdout, /command: \[sh, \/scripts\/run\.sh\]/);
  });
});

function object() {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: {'run.sh': 'migrate up\ncurl -X POST localhost:9091/quitquitquit\n'},
  };
}
