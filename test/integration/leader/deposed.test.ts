import assert from 'node:assert/strict';
import {eventually} from '../../support/eventually.ts';
import type {ProxiedRequest} from '../../support/faults.ts';
import type {Replica} from './replica.ts';
import {Rivals} from './rivals.ts';

describe('a leader that is replaced', function () {
  this.timeout(120_000);
  let rivals: Rivals;
  let leader: Replica;
  let standby: Replica;

  before(async () => {
    rivals = await Rivals.open('leader-deposed');
  });

  beforeEach(async () => {
    ({leader, standby} = await rivals.pair());
    rivals.keepBusy();
    const before = leader.writes.length;
    await eventually('it is at work', () => leader.writes.length > before + 20);
  });

  afterEach(async () => {
    await rivals.settle();
    await rivals.endAll();
  });

  after(async () => rivals.close());

  const firstWrite = (): Promise<ProxiedRequest> => eventually('the other one writes', () => standby.writes[0]);

  /** The other one leads, has written, and goes on; the first one has done nothing since. */
  async function wroteNothingSince(first: ProxiedRequest): Promise<void> {
    const before = standby.writes.length;
    await eventually('the other one goes on', () => standby.writes.length > before + 20);
    const last = leader.writes.at(-1);
    assert.ok(last !== undefined && last.seenAt < first.seenAt, 'a write of the first one came after');
    for (const name of await rivals.settle()) assert.equal(rivals.writes(name), 1, name);
  }

  it('because nothing of it reaches the API server stops before the other one begins', async () => {
    leader.fallSilent();
    const first = await firstWrite();
    const paused = await leader.says('lease was not renewed in time, writing nothing until it is');
    const begun = await standby.says('leading');
    assert.ok(paused.seenAt < begun.seenAt, 'it stopped after the other one had begun');
    assert.equal(await leader.operator.metric('outrigger_leader'), 0);
    await wroteNothingSince(first);
  });

  it('writes nothing more when it hears again, and ends with one line that says why', async () => {
    leader.fallSilent();
    const first = await firstWrite();
    leader.speak();
    assert.equal(await leader.operator.ended(), 1);
    const lost = await leader.says('leadership lost, ending');
    assert.equal(lost.level, 'error');
    assert.equal(lost['leader'], await rivals.holder());
    assert.equal(leader.operator.lines.filter(({level}) => level === 'error').length, 1);
    await wroteNothingSince(first);
  });

  it('while its process stood still writes nothing when it goes on, and ends', async () => {
    leader.operator.suspend();
    const first = await firstWrite();
    leader.operator.resume();
    assert.equal(await leader.operator.ended(), 1);
    await wroteNothingSince(first);
  });

  it('by nobody, because the API server was away for all, goes on without a restart', async () => {
    for (const each of [leader, standby]) each.fallSilent();
    await leader.says('lease was not renewed in time, writing nothing until it is');
    const before = leader.writes.length;
    leader.speak();
    await leader.says('lease was renewed, writing again');
    await eventually('it is at work again', () => leader.writes.length > before + 20);
    standby.speak();
    for (const name of await rivals.settle()) assert.equal(rivals.writes(name), 1, name);
    assert.deepEqual(standby.writes, []);
  });
});
