import assert from 'node:assert/strict';
import {projectJob} from '../../../../src/domain/jobs/job-view.ts';
import {objectAt, valueAt, type JsonObject} from '../../../../src/domain/json.ts';
import {ended, running} from '../../domain/jobs/job-pod.ts';
import {enforcing, END, JobFixture, pod, type FixtureOptions} from './job-fixture.ts';

const started: JobFixture[] = [];

async function setUp(options: FixtureOptions = {}): Promise<JobFixture> {
  const fixture = new JobFixture(options);
  started.push(fixture);
  await fixture.start();
  return fixture;
}

/** A pod whose mains ended so many seconds before (or, negative, after) the usual. */
const endedEarlier = (name: string, seconds: number, exitCode = 0): ReturnType<typeof pod> =>
  pod(name, {containers: {app: ended(exitCode, new Date(END - seconds * 1000).toISOString()), log: running}});

afterEach(async () => {
  for (const fixture of started.splice(0)) await fixture.stop();
});

describe('the job controller', () => {
  it('finishes a stuck pod with one write, and says so', async () => {
    const fixture = await setUp();
    await fixture.put(pod('a'));
    assert.deepEqual(fixture.writes, ['a']);
    assert.equal(valueAt(fixture.patches[0], 'status', 'phase'), 'Succeeded');
    assert.deepEqual(fixture.news, ['a Succeeded for shop/shop']);
    assert.deepEqual(fixture.counts, ['Succeeded', 'after 60 s']);
    const [line] = fixture.log.lines;
    assert.deepEqual([line?.level, line?.message], ['info', 'pod of a stuck job was finished']);
    assert.equal(line?.fields['policy'], 'shop/shop');
  });

  it('waits until waitSeconds are over', async () => {
    const fixture = await setUp({now: END + 2000});
    await fixture.put(pod('a'));
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 0);
    await fixture.clock.advance(7999);
    assert.deepEqual(fixture.writes, []);
    await fixture.clock.advance(1);
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('leaves a pod alone whose main runs, whatever it looked like before', async () => {
    const fixture = await setUp({now: END + 2000});
    await fixture.put(pod('a'));
    await fixture.put(pod('a', {containers: {app: running, log: running}}));
    await fixture.clock.advance(60_000);
    assert.deepEqual(fixture.writes, []);
  });

  it('counts a pod whose node is not well, and finishes it once the node is', async () => {
    const fixture = await setUp();
    fixture.unwell.add('node-1');
    await fixture.put(pod('a'));
    assert.deepEqual(fixture.writes, []);
    const {stuck, holds} = fixture.jobs.ledger.summary('shop/shop');
    assert.deepEqual([stuck, holds.NodeUnwell], [1, 1]);
    fixture.unwell.clear();
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('leaves a pod alone whose node is not well, although the watch has not said so yet', async () => {
    const fixture = await setUp();
    fixture.unwellNow.add('node-1');
    await fixture.put(pod('a'));
    await fixture.clock.advance(30_000);
    assert.deepEqual(fixture.writes, []);
    fixture.unwellNow.clear();
    await fixture.clock.advance(5000);
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('leaves a pod alone whose node falls ill while it waits for its turn', async () => {
    const fixture = await setUp({finalizeRate: 1});
    await fixture.put(pod('a'));
    await fixture.put(pod('b'));
    fixture.unwell.add('node-1');
    await fixture.clock.advance(5000);
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('counts a failed pod, and leaves it alone, where its sidecar could decide what the Job makes of it', async () => {
    const onExitCodes = {operator: 'In', values: [143]};
    const podFailurePolicy = {rules: [{action: 'Ignore', onExitCodes}]};
    const fixture = await setUp();
    fixture.jobView = projectJob({
      metadata: {namespace: 'shop', name: 'batch', uid: 'job-uid'},
      spec: {podFailurePolicy},
    });
    await fixture.put(pod('failed', {containers: {app: ended(1), log: running}}));
    await fixture.put(pod('succeeded'));
    await fixture.clock.advance(1000);
    assert.deepEqual(fixture.writes, ['succeeded']);
    assert.equal(fixture.jobs.ledger.summary('shop/shop').holds.SidecarDecides, 1);
  });

  it('waits by its own clock where it saw the end and the node’s clock is an hour behind', async () => {
    const hour = 3_600_000;
    const fixture = await setUp({now: END + hour});
    await fixture.put(pod('a', {containers: {app: running, log: running}}));
    await fixture.put(pod('a'));
    await fixture.clock.advance(4900);
    assert.deepEqual(fixture.writes, []);
    await fixture.clock.advance(200);
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('counts in Audit and writes nothing', async () => {
    const fixture = await setUp({policies: [enforcing({mode: 'Audit'})]});
    await fixture.put(endedEarlier('a', 0, 1));
    const {stuck, backlog, oldest, consequences} = fixture.jobs.ledger.summary('shop/shop');
    assert.deepEqual([stuck, backlog, oldest, consequences.MayRunAgain], [1, 1, END, 1]);
    assert.deepEqual(fixture.writes, []);
  });

  it('counts and writes nothing while the policy is suspended', async () => {
    const fixture = await setUp({policies: [enforcing({}, {suspend: true})]});
    await fixture.put(pod('a'));
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 1);
    assert.deepEqual(fixture.writes, []);
  });

  it('starts nothing before the beginning of Enforce is written down', async () => {
    const fixture = await setUp({policies: [enforcing({}, {status: {}})]});
    await fixture.put(pod('a'));
    assert.deepEqual(fixture.writes, []);
    fixture.current = [enforcing()];
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('leaves the backlog until it is asked for', async () => {
    const fixture = await setUp();
    await fixture.put(endedEarlier('old', 7200));
    assert.deepEqual(fixture.writes, []);
    assert.equal(fixture.jobs.ledger.summary('shop/shop').backlog, 1);
    fixture.current = [enforcing({backlog: 'Enforce'})];
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, ['old']);
  });

  it('works off many at its rate, oldest first', async () => {
    const fixture = await setUp({policies: [enforcing({mode: 'Audit'})], finalizeRate: 2});
    const ages = [5, 50, 10, 40, 30, 20];
    for (const age of ages) await fixture.put(endedEarlier(`age-${age}`, age));
    fixture.current = [enforcing()];
    await fixture.lookAgain();
    await fixture.clock.advance(1000);
    assert.equal(fixture.writes.length, 3);
    await fixture.clock.advance(2000);
    assert.deepEqual(fixture.writes, ['age-50', 'age-40', 'age-30', 'age-20', 'age-10', 'age-5']);
  });

  it('writes nothing of its own when somebody else was there first', async () => {
    const fixture = await setUp();
    fixture.fresh.set('shop/a', undefined);
    await fixture.put(pod('a'));
    fixture.fresh.set('shop/b', pod('b', {phase: 'Succeeded'}));
    await fixture.put(pod('b'));
    await fixture.clock.advance(200);
    assert.deepEqual(fixture.writes, []);
  });

  it('does not act on a pod that has changed since the store saw it', async () => {
    const again = new Date(END + 59_000).toISOString();
    for (const fresh of [
      pod('a', {containers: {app: running, log: running}}),
      pod('a', {containers: {app: ended(0, again), log: running}}),
      pod('a', {containers: {app: ended(), log: ended()}}),
      pod('a', {metadata: {uid: 'another'}}),
      pod('a', {metadata: {deletionTimestamp: again}}),
      {},
    ]) {
      const fixture = await setUp();
      fixture.fresh.set('shop/a', fresh);
      await fixture.put(pod('a'));
      assert.deepEqual(fixture.writes, []);
    }
  });

  it('reads again after a conflict, and gives the new version back', async () => {
    const fixture = await setUp({answers: [{type: 'Conflict'}]});
    fixture.fresh.set('shop/a', pod('a', {metadata: {resourceVersion: '8'}}));
    await fixture.put(pod('a'));
    assert.deepEqual(fixture.writes, ['a', 'a']);
    assert.equal(objectAt(fixture.patches[1], 'metadata')['resourceVersion'], '8');
    assert.deepEqual(fixture.counts, ['Succeeded', 'after 60 s']);
  });

  it('comes back later when conflicts do not end', async () => {
    const answers = Array.from({length: 3}, () => ({type: 'Conflict'}) as const);
    const fixture = await setUp({answers});
    await fixture.put(pod('a'));
    assert.equal(fixture.writes.length, 3);
    await fixture.clock.advance(1000);
    assert.equal(fixture.writes.length, 4);
  });

  it('says once that the server refuses, rests, and tries again', async () => {
    const refused = {type: 'Refused', message: 'pods/status is forbidden'} as const;
    const fixture = await setUp({answers: [refused, refused]});
    await fixture.put(pod('a'));
    await fixture.put(pod('b'));
    await fixture.clock.advance(200);
    assert.deepEqual(fixture.writes, ['a', 'b']);
    assert.deepEqual(fixture.log.messages('warn'), ['pod of a stuck job could not be finished']);
    assert.equal(fixture.jobs.ledger.refusal('shop/shop'), refused.message);
    await fixture.lookAgain();
    await fixture.clock.advance(29_000);
    assert.equal(fixture.writes.length, 2);
    await fixture.clock.advance(2000);
    assert.deepEqual(fixture.writes, ['a', 'b', 'a', 'b']);
    assert.equal(fixture.jobs.ledger.refusal('shop/shop'), undefined);
    assert.deepEqual(fixture.counts.slice(0, 2), ['error', 'error']);
  });

  it('tries again when the write got lost', async () => {
    const fixture = await setUp({answers: [new Error('socket hang up')]});
    await fixture.put(pod('a'));
    await fixture.clock.advance(1000);
    assert.deepEqual(fixture.writes, ['a', 'a']);
    assert.deepEqual(fixture.counts, ['error', 'Succeeded', 'after 60.2 s']);
  });

  it('tries again with another annotation value when the kubelet writes Running back', async () => {
    const fixture = await setUp();
    const finalized = (number: number, second: number): JsonObject => ({
      annotations: {'outrigger.dev/finalized': `2026-11-01T10:01:0${second}Z attempt ${number}`},
    });
    await fixture.put(pod('a'));
    await fixture.put(pod('a', {metadata: finalized(1, 0)}));
    await fixture.clock.advance(4900);
    assert.equal(fixture.writes.length, 1);
    await fixture.clock.advance(200);
    assert.equal(fixture.writes.length, 2);
    const annotation = valueAt(fixture.patches[1], 'metadata', 'annotations', 'outrigger.dev/finalized');
    assert.equal(annotation, '2026-11-01T10:01:05Z attempt 2');
    assert.deepEqual(fixture.news, ['a Succeeded for shop/shop']);
    assert.deepEqual(fixture.counts, ['Succeeded', 'after 60 s', 'Succeeded']);
  });

  it('is done once the store has seen the phase', async () => {
    const fixture = await setUp();
    await fixture.put(pod('a'));
    await fixture.put(pod('a', {phase: 'Succeeded'}));
    await fixture.clock.advance(60_000);
    assert.deepEqual(fixture.writes, ['a']);
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 0);
  });

  it('does nothing while the store has not seen its own write', async () => {
    const fixture = await setUp();
    fixture.behind.add('shop/a');
    await fixture.put(pod('a'));
    await fixture.clock.advance(60_000);
    assert.deepEqual(fixture.writes, []);
  });

  it('does nothing while it is not known whose the pod is', async () => {
    const fixture = await setUp();
    const known = fixture.jobView;
    fixture.jobView = undefined;
    await fixture.put(pod('a'));
    fixture.jobView = projectJob({metadata: {name: 'batch', uid: 'of a later Job with that name'}});
    await fixture.lookAgain();
    fixture.jobView = known;
    fixture.labels = undefined;
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, []);
    fixture.labels = {};
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, ['a']);
  });

  it('forgets a pod that is gone', async () => {
    const fixture = await setUp({policies: [enforcing({mode: 'Audit'})]});
    await fixture.put(pod('a'));
    await fixture.remove('a');
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 0);
  });

  it('says once with --dry-run what it would do, and writes nothing', async () => {
    const fixture = await setUp({dryRun: true});
    await fixture.put(pod('a'));
    await fixture.lookAgain();
    assert.deepEqual(fixture.writes, []);
    assert.deepEqual(fixture.log.messages('info'), ['dry run: pod of a stuck job would be finished']);
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 1);
  });

  it('knows at the start what is stuck, before any worker runs', async () => {
    const fixture = new JobFixture();
    await fixture.put(pod('a'));
    await fixture.jobs.begin(new AbortController().signal);
    assert.equal(fixture.jobs.ledger.summary('shop/shop').stuck, 1);
    assert.deepEqual(fixture.writes, []);
  });
});
