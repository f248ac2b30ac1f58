import assert from 'node:assert/strict';
import {eventually} from '../../support/eventually.ts';
import {denyWrites} from './deny.ts';
import {Kubelet} from './kubelet.ts';
import {Lab} from './lab.ts';

describe('a write that the API server refuses', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-refused');
    await lab.start();
  });

  after(async () => lab.close());

  const tried = (name: string): number => lab.proxy.writes.filter(isTry(name)).length;

  it('is tried once, the workload waits, and the others go on', async () => {
    await lab.deployment('refused', {label: 'refuse'});
    const allow = await denyWrites(lab, 'refused');
    await lab.policyFor('refuse', 'refuse');
    await lab.deployment('other', {label: 'refuse'});
    await eventually('the other is converted', () => lab.inits('other').length === 1);
    await lab.counts('refuse', {converted: 1, pending: 1});
    assert.equal(tried('refused'), 1);
    await allow();
    await lab.change('SidecarPolicy', 'refuse', {spec: {acknowledge: ['HostPort']}});
    await eventually('it is converted after a change of the policy', () => lab.inits('refused').length === 1);
    assert.equal(tried('refused'), 2);
    await lab.removePolicy('refuse');
  });

  it('degrades the policy when it would have put back what fails, which is tried again when the policy is changed', async () => {
    const kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    await lab.deployment('failing', {spec: {replicas: 1}});
    await lab.policyFor('failing', 'failing');
    kubelet.decide((_, native) => (native ? 'Waits' : 'Runs'));
    await lab.counts('failing', {rolling: 1});
    const allow = await denyWrites(lab, 'failing');
    kubelet.decide((_, native) => (native ? 'Crashes' : 'Runs'));
    await eventually('it is told', () => lab.condition('failing', 'Degraded')?.['status'] === 'True');
    const {reason, message} = lab.condition('failing', 'Degraded') ?? {};
    assert.equal(reason, 'RolloutStuck');
    assert.match(String(message), /Deployment\/loop-refused\/failing/);
    assert.equal(tried('failing'), 2);
    await allow();
    await lab.change('SidecarPolicy', 'failing', {spec: {acknowledge: ['HostPort']}});
    await lab.counts('failing', {failed: 1});
    assert.deepEqual([lab.inits('failing'), tried('failing')], [[], 3]);
    await kubelet.stop();
    await lab.removePolicy('failing');
  });

  it('leaves a workload converted that could not be put back, says so, and lets the policy go', async () => {
    await lab.policyFor('leaving', 'leaving', {conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await lab.deployment('stuck', {label: 'leaving'});
    await lab.deployment('free', {label: 'leaving'});
    await eventually('both are converted', () => lab.inits('stuck').length + lab.inits('free').length === 2);
    const allow = await denyWrites(lab, 'stuck');
    const before = tried('stuck');
    await lab.removePolicy('leaving');
    assert.equal(lab.inits('free').length, 0);
    assert.equal(lab.inits('stuck').length, 1);
    assert.equal(tried('stuck') - before, 1);
    assert.equal(lab.claim('stuck'), `${lab.namespace}/leaving`);
    await eventually('it is told', () => lab.proxy.events('Deployment', 'stuck').includes('ReversionFailed'));
    await allow();
  });
});

/** Dry runs are the test's own. */
function isTry(name: string) {
  return ({path, dryRun}: {readonly path: string; readonly dryRun: boolean}): boolean =>
    path.endsWith(`/deployments/${name}`) && !dryRun;
}
