import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {valueAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {JobScene} from './job-scene.ts';

/** How long ago the mains of the backlog's pods ended, in seconds, in the order in which they are made. */
const AGES = [300, 900, 100, 800, 500, 200, 700, 1000, 400, 600];
const OLDEST_FIRST = [...AGES].sort((a, b) => b - a);
const RATE = 5;

describe('the backlog of stuck Jobs on a real API server', function () {
  this.timeout(120_000);
  let scene: JobScene;
  const podOfAge = new Map<number, string>();

  const stuckBy = async (policy: string, jobs: object): Promise<void> => {
    await eventually(`${policy} says what is stuck`, async () => {
      const {stuck, backlog} = (await scene.policyStatus(policy))['jobs'] as {stuck: number; backlog: number};
      assert.deepEqual({stuck, backlog}, jobs);
      return true;
    });
  };

  before(async function () {
    this.timeout(300_000);
    scene = await JobScene.open(await sharedCluster(), 'jobs-pace');
    for (const age of AGES) {
      const name = await scene.createJob(`age-${age}`);
      await scene.report(name, {app: 0, log: 'running'}, age);
      podOfAge.set(age, name);
    }
    await scene.createPolicy('enforce', {mode: 'Audit', waitSeconds: 1}, {tier: 'batch'});
  });

  afterEach(async () => scene.stopOperators());
  after(async () => (scene as JobScene | undefined)?.close());

  it('is counted in Audit, with what it costs, and not touched', async () => {
    const operator = await scene.startOperator();
    await stuckBy('enforce', {stuck: AGES.length, backlog: AGES.length});
    const policy = '{policy="jobs-pace/enforce"}';
    const oldest = await eventually('metrics are published', async () =>
      operator.metric(`outrigger_jobs_stuck_oldest_seconds${policy}`),
    );
    assert.ok(oldest >= 1000 && oldest < 1100);
    assert.equal(await operator.metric(`outrigger_jobs_stuck${policy}`), AGES.length);
    assert.deepEqual(operator.writes, []);
  });

  it('stays when Enforce begins, while new pods are finished', async () => {
    const operator = await scene.startOperator();
    await scene.changePolicy('enforce', {jobs: {mode: 'Enforce'}});
    await scene.enforces('enforce');
    const name = await scene.createJob('new');
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the new Job is Complete', async () => (await scene.endOf('new')) === 'Complete');
    assert.deepEqual(
      operator.writes.map(({pod}) => pod),
      [name],
    );
    await stuckBy('enforce', {stuck: AGES.length, backlog: AGES.length});
  });

  it('stays over a restart: what is old does not become new', async () => {
    const since = valueAt(await scene.policyStatus('enforce'), 'jobs', 'enforcedSince');
    const operator = await scene.startOperator();
    await pause(2000);
    assert.deepEqual(operator.writes, []);
    assert.equal(valueAt(await scene.policyStatus('enforce'), 'jobs', 'enforcedSince'), since);
  });

  it('is not touched by a dry run, which says what it would do', async () => {
    await scene.changePolicy('enforce', {jobs: {backlog: 'Enforce'}});
    const operator = await scene.startOperator({dryRun: true});
    const told = (): number =>
      operator.log.messages('info').filter(line => line === 'dry run: pod of a stuck job would be finished').length;
    await eventually('the dry run has told of every pod', () => told() === AGES.length);
    await pause(1000);
    assert.equal(told(), AGES.length);
    assert.deepEqual(operator.writes, []);
  });

  it('is not touched while the policy is suspended', async () => {
    await scene.changePolicy('enforce', {suspend: true});
    const operator = await scene.startOperator();
    await pause(2000);
    assert.deepEqual(operator.writes, []);
    await stuckBy('enforce', {stuck: AGES.length, backlog: AGES.length});
  });

  it('is worked off oldest first and no faster than the rate once it is asked for', async () => {
    const operator = await scene.startOperator({finalizeRate: RATE});
    await scene.changePolicy('enforce', {suspend: false});
    await eventually('every pod is finished', () => operator.writes.length === AGES.length);
    const order = operator.writes.map(({pod}) => OLDEST_FIRST.findIndex(age => podOfAge.get(age) === pod));
    assert.equal(new Set(order).size, AGES.length);
    // Who has its turn reads first, and may be overtaken by the next meanwhile.
    for (const [index, place] of order.entries()) assert.ok(Math.abs(place - index) <= 1, order.join());
    const took = (operator.writes.at(-1)?.at ?? 0) - (operator.writes[0]?.at ?? 0);
    // A timer may fire a little late, and a request be sent a little later still.
    assert.ok(took > ((AGES.length - 1) / RATE) * 1000 - 600, `took ${took} ms`);
    await eventually('every Job is Complete', async () => {
      const ends = await Promise.all(AGES.map(async age => scene.endOf(`age-${age}`)));
      return ends.every(end => end === 'Complete');
    });
    await stuckBy('enforce', {stuck: 0, backlog: 0});
  });
});
