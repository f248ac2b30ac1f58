import assert from 'node:assert/strict';
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

  const tried = (name: string): number => lab.proxy.writes.filter(isTry(name)).length;

  it('is tried once, the workload waits, and the others go on', async () => {
    await lab.deployment('refused');
    const allow = await denyWrites(lab, 'refused');
    await lab.policy('refuse');
    await lab.deployment('other');
    await eventually('the other is converted', () => lab.inits('other').length === 1);
    await lab.counts('refuse', {converted: 1, pending: 1});
    assert.equal(tried('refused'), 1);
    await allow();
    await lab.change('SidecarPolicy', 'refuse', {spec: {acknowledge: ['HostPort']}});
    await eventually('it is converted after a change of the policy', () => lab.inits('refused').length === 1);
    assert.equal(tried('refused'), 2);
    await lab.removePolicy('refuse');
  });

  it('leaves a workload converted that could not be put back, says so, and lets the policy go', async () => {
    await lab.policy('leaving', {conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await lab.deployment('stuck');
    await lab.deployment('free');
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
