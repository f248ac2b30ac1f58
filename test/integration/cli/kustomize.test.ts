import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, cronJob, deployment, podSpec} from '../../support/builders.ts';
import {nativesOf} from '../../support/natives-of.ts';
import {runCli} from '../../support/run-cli.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

/** A base and an overlay that renames, labels and patches what is in it. */
const OVERLAY = {
  resources: ['../base'],
  namespace: 'default',
  namePrefix: 'prod-',
  labels: [{pairs: {stage: 'prod'}, includeTemplates: true}],
  patches: [{target: {kind: 'Deployment'}, patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'}],
};

describe('what kustomize builds', function () {
  this.timeout(120_000);
  const folder = new TemporaryFolder();
  let cluster: Cluster;
  let built: string;

  before(async () => {
    cluster = await sharedCluster();
    const metadata = {name: 'web'};
    const web = deployment(podSpec([container('app'), container('fluent-bit')]), {metadata});
    const report = cronJob(podSpec([container('app'), container('cloud-sql-proxy')]), {metadata: {name: 'report'}});
    for (const name of ['base', 'prod']) mkdirSync(join(folder.path, name));
    folder.write('base/web.yaml', web);
    folder.write('base/report.yaml', report);
    folder.write('base/kustomization.yaml', {resources: ['web.yaml', 'report.yaml']});
    folder.write('prod/kustomization.yaml', OVERLAY);
    built = await cluster.kubectl(['kustomize', join(folder.path, 'prod')]);
  });

  after(() => folder.remove());

  it('is scanned from a pipe', async () => {
    const {code, stdout, stderr} = await runCli(['scan', '-'], {stdin: built});
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^2 workloads: 2 would convert\.$/m);
  });

  it('is converted from a pipe, and the API server takes it', async () => {
    const {code, stdout, stderr} = await runCli(['convert', '-'], {stdin: built});
    assert.deepEqual([code, stderr], [0, '']);
    const objects = parseAllDocuments(stdout).map(document => document.toJS() as JsonObject);
    const natives = objects.map(object => [stringAt(object, 'metadata', 'name'), nativesOf(object)] as const);
    assert.deepEqual(Object.fromEntries(natives), {'prod-report': ['cloud-sql-proxy'], 'prod-web': ['fluent-bit']});
    await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', '--filename=-'], stdout);
  });

  it('comes back as it was', async () => {
    const {stdout} = await runCli(['convert', '-'], {stdin: built});
    assert.equal((await runCli(['revert', '-'], {stdin: stdout})).stdout, built);
  });
});
