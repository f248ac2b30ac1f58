import assert from 'node:assert/strict';
import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {container, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Lab} from './lab.ts';

const EVERYWHERE = {matchExpressions: [{key: 'kubernetes.io/metadata.name', operator: 'Exists'}]};
const REVERT = {conversion: {mode: 'Enforce', onDelete: 'Revert'}};

describe('an operator that is told to', function () {
  this.timeout(120_000);

  describe('run dry', () => {
    let lab: Lab;
    const versions = (): readonly unknown[] =>
      [...lab.follower('SidecarPolicy').all(), ...lab.follower('Deployment').all()].map(({metadata}) => metadata);

    before(async () => {
      lab = await Lab.open('loop-dry');
      await lab.policyFor('kept', 'kept');
      await lab.policyFor('revert', 'revert', REVERT);
      await lab.deployment('kept');
      await lab.deployment('revert');
      await lab.policyFor('blocked', 'blocked');
      const port = {ports: [{containerPort: 80, hostPort: 80}]};
      await lab.deployment('blocked', {pods: podSpec([container('app'), container('log', port)])});
      for (const name of ['kept', 'revert', 'blocked']) {
        await eventually(`policy ${name} is seen`, () => lab.follower('SidecarPolicy').get(name) !== undefined);
        await eventually(`Deployment ${name} is settled`, () => isSettled(lab.follower('Deployment').get(name)));
      }
    });

    after(async () => lab.close());

    it('tries every change and stores none', async () => {
      const before = versions();
      await lab.start([`--namespace=${lab.namespace}`, '--dry-run']);
      for (const name of ['kept', 'revert']) {
        await eventually(`${name} is tried`, () => lab.operator.lines.some(line => isTrial(line, name)));
        await lab.counts(name, {pending: 1});
      }
      await lab.counts('blocked', {blocked: 1});
      assert.equal(await lab.operator.stop(), 0);
      assert.ok(lab.proxy.writes.length >= 2);
      for (const {path, dryRun} of lab.proxy.writes) assert.ok(dryRun, path);
      assert.deepEqual(versions(), before);
    });
  });

  describe('look at one namespace', () => {
    let inside: Lab;
    let outside: Lab;

    before(async () => {
      inside = await Lab.open('loop-inside');
      outside = await Lab.open('loop-outside');
      await inside.admin.create('ClusterSidecarPolicy', undefined, {
        metadata: {name: 'loop-confined'},
        spec: {
          target: {namespaceSelector: EVERYWHERE, selector: {matchLabels: {name: 'shared'}}},
          sidecars: [{match: {names: ['log']}}],
          conversion: {mode: 'Enforce'},
        },
      });
    });

    after(async () => {
      await inside.admin.delete('ClusterSidecarPolicy', undefined, 'loop-confined');
      await inside.close();
      await outside.close();
    });

    it('leaves the others and the cluster’s policies alone', async () => {
      for (const lab of [inside, outside]) {
        await lab.policyFor('shop', 'shop', REVERT);
        for (const name of ['shop', 'shared']) await lab.deployment(name);
      }
      await inside.start();
      await inside.counts('shop', {converted: 1});
      assert.deepEqual(
        inside.proxy.writes.filter(({path}) => path.includes(outside.namespace)),
        [],
      );
      assert.equal(inside.writes('shared'), 0);
      assert.equal(outside.status('shop'), undefined);
      const policy = await inside.admin.get('ClusterSidecarPolicy', undefined, 'loop-confined');
      assert.equal(valueAt(policy, 'status'), undefined);
      await inside.operator.kill();
    });

    it('needs no permission in the rest of the cluster', async () => {
      const {namespace} = outside;
      const kubeconfig = await confinedUser(namespace);
      const operator = await Operator.start({kubeconfig, flags: [`--namespace=${namespace}`]});
      try {
        await eventually(
          'it is told what is missing',
          () => outside.condition('shop', 'Ready')?.['status'] === 'False',
        );
        assert.equal(outside.condition('shop', 'Ready')?.['reason'], 'EngineUnavailable');
        await grant(namespace, 'outrigger-templates');
        await outside.change('SidecarPolicy', 'shop', {spec: {acknowledge: ['HostPort']}});
        await eventually('it is converted', () => outside.inits('shop').length === 1);
        await outside.settles('shop', {converted: 1});
        assert.equal(outside.condition('shop', 'Ready')?.['status'], 'True');
        assert.equal((await fetch(`${operator.url}/readyz`)).status, 200);
      } finally {
        assert.equal(await operator.stop(), 0);
      }
    });
  });
});

/** A ServiceAccount that may look and tell in its own namespace, and nowhere else. */
async function confinedUser(namespace: string): Promise<string> {
  const cluster = await sharedCluster();
  await cluster.kubectl(['create', 'serviceaccount', 'confined', `--namespace=${namespace}`]);
  await grant(namespace, 'outrigger-audit');
  return cluster.kubeconfigForServiceAccount(namespace, 'confined');
}

/** A role of `config/`, in one namespace. */
async function grant(namespace: string, role: string): Promise<void> {
  const who = [`--clusterrole=${role}`, `--serviceaccount=${namespace}:confined`];
  await (await sharedCluster()).kubectl(['create', 'rolebinding', role, `--namespace=${namespace}`, ...who]);
}

/** Whether the Deployment controller has written all that it will write to a Deployment without replicas. */
function isSettled(object: JsonObject | undefined): boolean {
  const progressing = objectsAt(object, 'status', 'conditions').find(({type}) => type === 'Progressing');
  return valueAt(object, 'status', 'observedGeneration') === 1 && progressing?.['reason'] === 'NewReplicaSetAvailable';
}

function isTrial(line: JsonObject, name: string): boolean {
  return line['message'] === 'dry run: workload would be written' && stringAt(line, 'name') === name;
}
