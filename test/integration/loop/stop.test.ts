import assert from 'node:assert/strict';
import {eventually} from '../../support/eventually.ts';
import {inBatches} from './in-batches.ts';
import {Lab} from './lab.ts';

const NAMES = Array.from({length: 12}, (_, index) => `shop-${index}`);

describe('an operator that is asked to stop', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-stop');
    await inBatches(NAMES, async name => lab.deployment(name, {label: 'shop'}));
    await lab.policyFor('shop', 'shop', {conversion: {mode: 'Enforce', rollout: {maxConcurrent: 2}}});
  });

  after(async () => lab.close());

  const stored = (): number => NAMES.reduce((sum, name) => sum + lab.writes(name), 0);

  it('ends in order in the middle of its work, and what it began is told', async () => {
    await lab.start();
    await eventually('it is at work', () => stored() >= 4);
    const began = performance.now();
    assert.equal(await lab.operator.stop(), 0);
    assert.ok(performance.now() - began < 10_000);
    const told = NAMES.filter(name => lab.proxy.events('Deployment', name).includes('Converted'));
    assert.equal(told.length, stored());
  });

  it('goes on where it was when it is started again', async () => {
    await lab.start();
    await lab.counts('shop', {converted: NAMES.length});
    for (const name of NAMES) assert.equal(lab.writes(name), 1);
  });

  it('ends within ten seconds although the API server does not answer', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>(resolve => (answer = resolve));
    lab.proxy.onAnswer = async ({path}) => (path.endsWith('/deployments/late') ? answered : undefined);
    await lab.policyFor('late', 'late');
    await lab.deployment('late');
    await eventually('the write hangs', () => lab.writes('late') === 1);
    const began = performance.now();
    assert.equal(await lab.operator.stop(), 0);
    assert.ok(performance.now() - began < 11_000, `${performance.now() - began} ms`);
    answer();
  });
});
