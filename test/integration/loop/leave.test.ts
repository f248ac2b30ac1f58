import assert from 'node:assert/strict';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {POLICY_ANNOTATION} from '../../../src/api/constants.ts';
import {objectsAt, stringAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {deployment} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

describe('a converted workload', function () {
  this.timeout(60_000);
  let lab: Lab;
  let doomed: Lab;

  before(async () => {
    lab = await Lab.open('loop-leave');
    doomed = await Lab.open('loop-leave-namespace');
    await doom();
    await lab.start();
  });

  after(async () => {
    await lab.close();
    await doomed.close();
  });

  const gone = (policy: string) =>
    eventually(`policy ${policy} is gone`, () => lab.follower('SidecarPolicy').get(policy) === undefined);
  const remove = (policy: string): Promise<void> => lab.admin.delete('SidecarPolicy', lab.namespace, policy);
  const writes = (name: string): number => lab.proxy.stored(`/deployments/${name}`).length;

  async function converted(name: string): Promise<JsonObject> {
    const fields = {metadata: {name, namespace: lab.namespace}, template: {labels: {app: 'shop', name}}};
    await lab.create('Deployment', deployment(undefined, {...fields, spec: {replicas: 0}}));
    return eventually(`${name} is converted`, () => {
      const object = lab.follower('Deployment').get(name);
      return objectsAt(object, 'spec', 'template', 'spec', 'initContainers').length > 0 ? object : undefined;
    });
  }

  function policyFor(policy: string, name: string, onDelete: string): Promise<JsonObject> {
    return lab.policy(policy, {
      target: {selector: {matchLabels: {name}}},
      conversion: {mode: 'Enforce', onDelete},
    });
  }

  it('stays as it is when its policy with onDelete Keep is deleted', async () => {
    await policyFor('kept', 'kept', 'Keep');
    const object = await converted('kept');
    await remove('kept');
    await gone('kept');
    await policyFor('next', 'next', 'Keep');
    await converted('next');
    assert.deepEqual(lab.follower('Deployment').get('kept')?.['spec'], object['spec']);
    assert.equal(writes('kept'), 1);
  });

  it('stays as it is when its policy was changed to Keep before', async () => {
    await policyFor('changed', 'changed', 'Revert');
    await converted('changed');
    const to = {namespace: lab.namespace, name: 'changed'};
    await lab.admin.merge('SidecarPolicy', to, {spec: {conversion: {onDelete: 'Keep'}}});
    await eventually('the finalizer is off', () => finalizers('changed').length === 0);
    await remove('changed');
    await gone('changed');
    assert.equal(writes('changed'), 1);
  });

  it('is handed over, and not put back, when another policy governs it', async () => {
    await policyFor('first', 'shared', 'Revert');
    await policyFor('second', 'shared', 'Keep');
    const before = await converted('shared');
    assert.equal(claim('shared'), 'loop-leave/first');
    await remove('first');
    await gone('first');
    await eventually('the second policy has it', () => claim('shared') === 'loop-leave/second');
    assert.deepEqual(lab.follower('Deployment').get('shared')?.['spec'], before['spec']);
    assert.equal(writes('shared'), 2);
  });

  it('is put back by an operator that was down when its policy was deleted', async () => {
    await policyFor('absent', 'absent', 'Revert');
    await converted('absent');
    await lab.operator.kill();
    await remove('absent');
    await lab.start();
    await gone('absent');
    assert.equal(claim('absent'), undefined);
    assert.equal(writes('absent'), 2);
  });

  it('does not hold up the deletion of its namespace', async () => {
    await eventually('the namespace is gone', async () => isGone(doomed));
    assert.equal(doomed.proxy.stored('/deployments/shop').length, 1);
  });

  /** Begins early: the namespace controller itself takes ten seconds and more. */
  async function doom(): Promise<void> {
    await doomed.start();
    const metadata = {name: 'shop', namespace: doomed.namespace};
    await doomed.create('Deployment', deployment(undefined, {metadata, spec: {replicas: 0}}));
    await doomed.policy('shop', {conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await eventually('it is converted', () => doomed.proxy.stored('/deployments/shop').length === 1);
    await doomed.admin.delete('Namespace', undefined, doomed.namespace);
  }

  function finalizers(policy: string): readonly string[] {
    return stringsAt(lab.follower('SidecarPolicy').get(policy), 'metadata', 'finalizers');
  }

  function claim(name: string): string | undefined {
    return stringAt(lab.follower('Deployment').get(name), 'metadata', 'annotations', POLICY_ANNOTATION);
  }
});

async function isGone({admin, namespace}: Lab): Promise<boolean> {
  try {
    await admin.get('Namespace', undefined, namespace);
    return false;
  } catch (error) {
    return isNotFound(error);
  }
}
