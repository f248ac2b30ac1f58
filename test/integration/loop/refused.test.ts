import assert from 'node:assert/strict';
import {objectsAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {deployment} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {denyWrites} from './deny.ts';
import {Lab} from './lab.ts';

describe('a write that the API server refuses', function () {
  this.timeout(60_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-refused');
    await lab.start();
  });

  after(async () => lab.close());

  const inits = (name: string) =>
    objectsAt(lab.follower('Deployment').get(name), 'spec', 'template', 'spec', 'initContainers');
  const tried = (name: string): number => lab.proxy.writes.filter(isTry(name)).length;

  async function create(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const fields = {metadata: {name, namespace: lab.namespace}, spec: {replicas: 0}};
      await lab.create('Deployment', deployment(undefined, fields));
    }
  }

  it('is tried once, the workload waits, and the others go on', async () => {
    await create('refused');
    const allow = await denyWrites(lab, 'refused');
    await lab.policy('refuse');
    await create('other');
    await eventually('the other is converted', () => inits('other').length === 1);
    await lab.settles('refuse', {converted: 1, pending: 1});
    assert.equal(tried('refused'), 1);
    assert.deepEqual(valueAt(lab.condition('refuse', 'Ready'), 'status'), 'True');
    await allow();
    await lab.admin.merge(
      'SidecarPolicy',
      {namespace: lab.namespace, name: 'refuse'},
      {spec: {acknowledge: ['HostPort']}},
    );
    await eventually('it is converted after a change of the policy', () => inits('refused').length === 1);
    assert.equal(tried('refused'), 2);
    await lab.admin.delete('SidecarPolicy', lab.namespace, 'refuse');
  });

  it('leaves a workload converted that could not be put back, says so, and lets the policy go', async () => {
    const namespace = lab.namespace;
    await lab.policy('leaving', {conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await create('stuck', 'free');
    await eventually('both are converted', () => inits('stuck').length + inits('free').length === 2);
    const allow = await denyWrites(lab, 'stuck');
    const before = tried('stuck');
    await lab.admin.delete('SidecarPolicy', namespace, 'leaving');
    await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('leaving') === undefined);
    assert.equal(inits('free').length, 0);
    assert.equal(inits('stuck').length, 1);
    assert.equal(tried('stuck') - before, 1);
    const mark = stringAt(lab.follower('Deployment').get('stuck'), 'metadata', 'annotations', 'outrigger.dev/policy');
    assert.equal(mark, `${namespace}/leaving`);
    await eventually('it is told', () => lab.proxy.events('Deployment', 'stuck').includes('ReversionFailed'));
    await allow();
  });
});

/** Dry runs are the test's own. */
function isTry(name: string) {
  return ({path, dryRun}: {readonly path: string; readonly dryRun: boolean}): boolean =>
    path.endsWith(`/deployments/${name}`) && !dryRun;
}
