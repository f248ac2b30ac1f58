import assert from 'node:assert/strict';
import {objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import {collectionPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {applyCompiled} from '../../support/compiled-pod-policy.ts';
import {eventually} from '../../support/eventually.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {page} from '../../unit/docs/markdown.ts';

const NAMESPACE = 'cli-pause-pods';
const NAME = `outrigger.${NAMESPACE}.pods`;
const POD = {metadata: {name: 'new'}, spec: podSpec([container('app'), container('log')])};
const SPEC = {
  target: {kinds: ['Pod']},
  sidecars: [{match: {names: ['log']}}],
  conversion: {mode: 'Enforce', delivery: 'Pod'},
};

describe('a compiled pod policy, while no operator works,', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let admin: Admin;

  before(async () => {
    cluster = await sharedCluster();
    // Makes the namespace where a pause of everything is kept.
    await installedKubeconfig(cluster);
    admin = new Admin(cluster);
    await admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
    await admin.create('SidecarPolicy', NAMESPACE, {metadata: {name: 'shop', namespace: NAMESPACE}, spec: SPEC});
  });

  beforeEach(async () => {
    const stored = await admin.get('SidecarPolicy', NAMESPACE, 'shop');
    assert.deepEqual(await applyCompiled(admin, [parsePolicy('SidecarPolicy', stored)]), [NAME]);
    await eventually('pods are converted', async () => (await natives()) === 1);
  });

  afterEach(async () => {
    await run('resume');
    await run('resume', 'shop', '-n', NAMESPACE);
  });

  after(async () => {
    await cluster.kubectl([
      'delete',
      'mutatingadmissionpolicybindings,mutatingadmissionpolicies',
      NAME,
      '--ignore-not-found',
    ]);
    await admin.delete('SidecarPolicy', NAMESPACE, 'shop');
    await admin.delete('Namespace', undefined, NAMESPACE);
    await admin.close();
  });

  it('converts no pod any more once its policy is paused', async () => {
    const {code, stdout, stderr} = await run('pause', 'shop', '-n', NAMESPACE);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /Bindings of pod policies that were deleted: outrigger\.cli-pause-pods\.pods\. Other policies/,
    );
    await stops();
  });

  it('converts no pod any more once everything is paused', async () => {
    const {code, stdout} = await run('pause');
    assert.equal(code, 0);
    assert.match(stdout, /^Bindings of pod policies that were deleted: outrigger\.cli-pause-pods\.pods\.$/m);
    await stops();
  });

  it('converts no pod any more after the line of kubectl that docs/gitops.md has', async () => {
    const line = /^kubectl (delete mutatingadmissionpolicybindings,mutatingadmissionpolicies -l \S+)$/m.exec(
      page('docs/gitops.md').text,
    );
    await cluster.kubectl((line?.[1] ?? '').split(' '));
    await stops();
    assert.equal(
      await cluster.kubectl(['get', 'mutatingadmissionpolicies', '-l', 'outrigger.dev/compiled', '-o', 'name']),
      '',
    );
  });

  it('goes on, and it is said so, where a person may pause the policy and no more', async () => {
    await cluster.kubectl(['create', 'serviceaccount', 'author', `--namespace=${NAMESPACE}`]);
    const binding = ['create', 'rolebinding', 'author', '--clusterrole=admin', `--serviceaccount=${NAMESPACE}:author`];
    await cluster.kubectl([...binding, `--namespace=${NAMESPACE}`]);
    const author = await cluster.kubeconfigForServiceAccount(NAMESPACE, 'author');
    const ended = await eventually('the role is aggregated', async () => {
      const end = await runCliProcess(['pause', 'shop', '-n', NAMESPACE, '--kubeconfig', author]);
      return end.stdout === '' ? undefined : end;
    });
    assert.equal(ended.code, 3);
    assert.match(
      ended.stderr,
      /^Pods are converted until the operator has withdrawn its pod policies; this user may not: /,
    );
  });

  async function run(...argv: readonly string[]): Promise<CliEnd> {
    return runCliProcess([...argv, '--kubeconfig', cluster.kubeconfig]);
  }

  async function natives(): Promise<number> {
    const path = collectionPath(RESOURCES.Pod, NAMESPACE);
    const pod: JsonObject = {apiVersion: 'v1', kind: 'Pod', ...POD};
    return objectsAt(await admin.rest.create(path, pod, {dryRun: true}), 'spec', 'initContainers').length;
  }

  async function stops(): Promise<void> {
    await eventually('pods stay classic', async () => (await natives()) === 0);
  }
});
