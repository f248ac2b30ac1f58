import assert from 'node:assert/strict';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

const KEEP = {conversion: {mode: 'Enforce', onDelete: 'Keep'}};
const REVERT = {conversion: {mode: 'Enforce', onDelete: 'Revert'}};

describe('a converted workload', function () {
  this.timeout(120_000);
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

  async function converted(name: string): Promise<JsonObject | undefined> {
    await lab.deployment(name);
    await eventually(`${name} is converted`, () => lab.inits(name).length > 0);
    return lab.follower('Deployment').get(name);
  }

  it('stays as it is when its policy with onDelete Keep is deleted', async () => {
    await lab.policyFor('kept', 'kept', KEEP);
    const object = await converted('kept');
    await lab.removePolicy('kept');
    await lab.policyFor('next', 'next', KEEP);
    await converted('next');
    assert.deepEqual(lab.follower('Deployment').get('kept')?.['spec'], object?.['spec']);
    assert.equal(lab.writes('kept'), 1);
  });

  it('stays as it is when its policy was changed to Keep before', async () => {
    await lab.policyFor('changed', 'changed', REVERT);
    await converted('changed');
    await lab.change('SidecarPolicy', 'changed', {spec: {conversion: {onDelete: 'Keep'}}});
    await eventually('the finalizer is off', () => finalizers('changed').length === 0);
    await lab.removePolicy('changed');
    assert.equal(lab.writes('changed'), 1);
  });

  it('is put back although its policy was in Audit when it was deleted', async () => {
    await lab.policyFor('audited', 'audited', REVERT);
    await converted('audited');
    await lab.change('SidecarPolicy', 'audited', {spec: {conversion: {mode: 'Audit'}}});
    await lab.removePolicy('audited');
    assert.deepEqual([lab.inits('audited'), lab.claim('audited'), lab.writes('audited')], [[], undefined, 2]);
  });

  it('is put back without waiting for a rollout that somebody has paused', async () => {
    await lab.policyFor('paused', 'paused', REVERT);
    await converted('paused');
    await lab.change('Deployment', 'paused', {spec: {paused: true, replicas: 1}});
    await lab.removePolicy('paused');
    assert.deepEqual([lab.inits('paused'), lab.writes('paused')], [[], 2]);
  });

  it('is handed over, and not put back, when another policy governs it', async () => {
    await lab.policyFor('shared', 'first', REVERT);
    await lab.policyFor('shared', 'second', KEEP);
    const before = await converted('shared');
    assert.equal(lab.claim('shared'), 'loop-leave/first');
    await lab.removePolicy('first');
    await eventually('the second policy has it', () => lab.claim('shared') === 'loop-leave/second');
    assert.deepEqual(lab.follower('Deployment').get('shared')?.['spec'], before?.['spec']);
    assert.equal(lab.writes('shared'), 2);
  });

  it('is put back by an operator that was down when its policy was deleted', async () => {
    await lab.policyFor('absent', 'absent', REVERT);
    await converted('absent');
    await lab.operator.kill();
    await lab.admin.delete('SidecarPolicy', lab.namespace, 'absent');
    await lab.start();
    await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('absent') === undefined);
    assert.equal(lab.claim('absent'), undefined);
    assert.equal(lab.writes('absent'), 2);
  });

  it('does not hold up the deletion of its namespace', async () => {
    await eventually('the namespace is gone', async () => isGone(doomed));
    assert.equal(doomed.writes('shop'), 1);
  });

  /** Begins early: the namespace controller itself takes ten seconds and more. */
  async function doom(): Promise<void> {
    await doomed.start();
    await doomed.deployment('shop');
    await doomed.policy('shop', REVERT);
    await eventually('it is converted', () => doomed.writes('shop') === 1);
    await doomed.admin.delete('Namespace', undefined, doomed.namespace);
  }

  function finalizers(policy: string): readonly string[] {
    return stringsAt(lab.follower('SidecarPolicy').get(policy), 'metadata', 'finalizers');
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
