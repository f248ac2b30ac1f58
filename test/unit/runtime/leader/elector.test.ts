import assert from 'node:assert/strict';
import {Elector} from '../../../../src/runtime/leader/elector.ts';
import {LogDamper} from '../../../../src/runtime/log-damper.ts';
import {FakeClock} from '../../../support/fake-clock.ts';
import {MemoryLog} from '../../../support/memory-log.ts';
import {MemoryLease, MemoryLeaseClient} from './memory-lease.ts';

/** One process: its elector, and its own way to the server. */
function candidate(server: MemoryLease, clock: FakeClock, identity: string) {
  const client = new MemoryLeaseClient(server);
  const log = new MemoryLog();
  const changes: boolean[] = [];
  const damper = new LogDamper(clock);
  const elector = new Elector({
    client,
    identity,
    leaseSeconds: 4,
    clock,
    random: () => 0.5,
    log,
    damper,
    onChange: leading => changes.push(leading),
  });
  let ended = false;
  void elector.lost().then(() => (ended = true));
  return {elector, client, log, changes, stand: () => void elector.lead(), isLost: () => ended};
}

describe('elector', () => {
  let server: MemoryLease;
  let clock: FakeClock;
  let a: ReturnType<typeof candidate>;
  let b: ReturnType<typeof candidate>;

  beforeEach(() => {
    server = new MemoryLease();
    clock = new FakeClock();
    a = candidate(server, clock, 'a');
    b = candidate(server, clock, 'b');
  });

  const writers = (): readonly string[] =>
    Object.entries({a, b}).flatMap(([name, {elector}]) => (elector.fence.isOpen ? [name] : []));

  /** `a` leads, and `b` waits. */
  async function running(): Promise<void> {
    a.stand();
    await clock.advance(0);
    b.stand();
    await clock.advance(100);
    assert.deepEqual(writers(), ['a']);
  }

  /** In small steps; fails as soon as two may write. */
  async function watched(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      await clock.advance(50);
      assert.ok(writers().length <= 1, writers().join());
    }
  }

  it('leads at once where there is no Lease', async () => {
    await a.elector.lead();
    assert.deepEqual(writers(), ['a']);
    assert.equal(a.elector.waited, false);
    assert.deepEqual(a.log.messages('info'), ['leading']);
    assert.deepEqual(a.changes, [true]);
  });

  it('lets one of several lead, and says who it is', async () => {
    await running();
    await watched(60_000);
    assert.deepEqual(writers(), ['a']);
    assert.equal(b.elector.waited, true);
    assert.deepEqual(
      b.log.lines.map(({message, fields}) => [message, fields['leader']]),
      [['another Outrigger leads, this one waits', 'a']],
    );
    assert.equal(b.elector.problem(), undefined);
  });

  it('renews once a second, and waits without a request', async () => {
    await running();
    const before = [a.client.requests, b.client.requests];
    await clock.advance(60_000);
    assert.equal(a.client.requests - (before[0] ?? 0), 60);
    assert.equal(b.client.requests, before[1]);
  });

  it('takes over four seconds after the last renewal of one that died', async () => {
    await running();
    a.client.weather = 'Silent';
    a.elector.fence.close();
    await clock.advance(3800);
    assert.deepEqual(writers(), []);
    await clock.advance(250);
    assert.deepEqual(writers(), ['b']);
  });

  it('takes over at once when the Lease is released', async () => {
    await running();
    await a.elector.release();
    assert.deepEqual([server.lease?.holder, server.lease?.seconds], ['', 1]);
    await clock.advance(0);
    assert.deepEqual(writers(), ['b']);
    assert.equal(a.isLost(), false);
    assert.deepEqual(a.changes, [true, false]);
  });

  it('writes nothing more before others may begin, and breaks off what is under way', async () => {
    await running();
    const passage = a.elector.fence.enter();
    a.client.weather = 'Silent';
    await watched(2950);
    assert.equal(passage.aborted, true);
    assert.throws(() => a.elector.fence.enter(), /does not hold the Lease/);
    await watched(3000);
    assert.deepEqual(writers(), ['b']);
    assert.deepEqual(a.log.messages('warn'), [
      'lease was not renewed in time, writing nothing until it is',
      'lease cannot be read or written and will be tried again',
    ]);
  });

  it('ends when it hears that another one leads', async () => {
    await running();
    a.client.weather = 'Silent';
    await watched(6000);
    a.client.weather = 'Fine';
    await watched(3000);
    assert.equal(a.isLost(), true);
    assert.deepEqual(writers(), ['b']);
    assert.deepEqual(a.log.messages('error'), ['leadership lost, ending']);
  });

  it('goes on after a pause in which nobody else has led', async () => {
    await a.elector.lead();
    a.client.weather = 'Refused';
    await clock.advance(120_000);
    assert.deepEqual(writers(), []);
    assert.match(a.elector.problem() ?? '', /^the Lease outrigger-system\/outrigger: refused/);
    a.client.weather = 'Fine';
    await clock.advance(2000);
    assert.deepEqual(writers(), ['a']);
    assert.equal(a.isLost(), false);
    assert.equal(a.elector.problem(), undefined);
    assert.equal(a.log.messages('warn').length, 3, 'one line a minute, and one for the pause');
  });

  it('counts a renewal from when it was asked for, not from its answer', async () => {
    await running();
    const {client} = a;
    const write = client.write.bind(client);
    client.write = async (...all) => {
      const result = await write(...all);
      await new Promise<void>(resolve => clock.setTimer(1900, resolve));
      return result;
    };
    await watched(2850);
    assert.deepEqual(writers(), ['a']);
    await watched(1100);
    assert.deepEqual(writers(), [], 'the answer to what was asked for 3 s ago');
  });

  it('knows its own renewal again when the answer was lost', async () => {
    await running();
    a.client.weather = 'AnswersLost';
    await watched(2000);
    a.client.weather = 'Fine';
    await watched(10_000);
    assert.deepEqual(writers(), ['a']);
    assert.equal(a.isLost(), false);
  });

  it('does not write after it was stopped for long, whatever runs first', async () => {
    await running();
    // A stopped process: its clock moves, its timers have not fired yet.
    const stopped = new FakeClock();
    const c = candidate(new MemoryLease(), stopped, 'c');
    await c.elector.lead();
    const passage = c.elector.fence.enter();
    stopped.monotonic = () => 60_000;
    assert.equal(c.elector.fence.isOpen, false);
    assert.throws(() => c.elector.fence.enter());
    assert.equal(passage.aborted, false, 'that is for the timer');
  });

  it('does not write after the machine has slept, when only the wall clock has moved', async () => {
    await a.elector.lead();
    const now = clock.now.bind(clock);
    clock.now = () => now() + 3_600_000;
    assert.deepEqual(writers(), []);
    await clock.advance(1100);
    assert.deepEqual(writers(), ['a'], 'and does again once the Lease is renewed');
    clock.now = () => now() - 3_600_000;
    await clock.advance(1100);
    assert.deepEqual(writers(), ['a']);
  });

  describe('that finds the Lease', () => {
    it('deleted while it leads makes it again, and nobody takes over', async () => {
      await running();
      server.put(undefined);
      await watched(10_000);
      assert.deepEqual(writers(), ['a']);
      assert.equal(server.lease?.holder, 'a');
    });

    it('emptied by hand takes it again, and nobody takes over', async () => {
      await running();
      server.put({holder: ''});
      await watched(10_000);
      assert.deepEqual(writers(), ['a']);
    });

    it('deleted after its leader died waits as long as that one could write', async () => {
      await running();
      a.client.weather = 'Silent';
      await watched(1000);
      server.put(undefined);
      await watched(8000);
      assert.deepEqual(writers(), ['b']);
    });

    it('deleted during a pause ends: somebody could have led meanwhile', async () => {
      await a.elector.lead();
      a.client.weather = 'Refused';
      await clock.advance(5000);
      server.put(undefined);
      a.client.weather = 'Fine';
      await clock.advance(2000);
      assert.equal(a.isLost(), true);
    });

    it('in another name ends', async () => {
      await running();
      server.put({holder: 'x', seconds: 4});
      await watched(1100);
      assert.equal(a.isLost(), true);
      await watched(5000);
      assert.deepEqual(writers(), ['b']);
    });

    for (const [what, seconds, after] of [
      ['without a duration', undefined, 4000],
      ['for years', 1e9, 60_000],
      ['for less than nothing', -5, 1000],
    ] as const) {
      it(`held ${what} takes it over all the same`, async () => {
        server.put({holder: 'x', ...(seconds === undefined ? {} : {seconds})});
        a.stand();
        await clock.advance(after - 100);
        assert.deepEqual(writers(), []);
        await clock.advance(1000);
        assert.deepEqual(writers(), ['a']);
      });
    }

    it('touched, but not renewed, is not kept waiting by that', async () => {
      await running();
      a.client.weather = 'Silent';
      a.elector.fence.close();
      for (let second = 0; second < 4; second++) {
        const {lease} = server;
        server.put({});
        if (lease !== undefined && server.lease !== undefined) server.lease = {...server.lease, content: lease.content};
        await clock.advance(1050);
      }
      assert.deepEqual(writers(), ['b']);
    });

    it('without a place leads, and says so', async () => {
      server.hasPlace = false;
      await a.elector.lead();
      await clock.advance(10_000);
      assert.deepEqual(writers(), ['a']);
      assert.deepEqual(a.log.messages('warn'), ['working without a lease']);
    });
  });

  it('says what permission is missing, leads when it is given, and asks seldom until then', async () => {
    a.client.weather = 'Forbidden';
    a.stand();
    await clock.advance(30_000);
    assert.equal(a.elector.problem(), 'the Lease outrigger-system/outrigger: leases is forbidden');
    assert.equal(a.log.messages('warn').length, 1);
    assert.ok(a.client.requests <= 12, String(a.client.requests));
    a.client.weather = 'Fine';
    await clock.advance(4000);
    assert.deepEqual(writers(), ['a']);
    assert.equal(a.elector.problem(), undefined);
    assert.ok(a.log.messages('info').includes('lease can be had again'));
  });

  it('can be stopped while it waits, and leaves nothing behind', async () => {
    await running();
    await b.elector.release();
    await a.elector.release();
    await clock.advance(10_000);
    assert.deepEqual(writers(), []);
    assert.equal(clock.pending, 0);
    assert.equal(server.lease?.holder, '');
  });

  it('that is abandoned keeps the Lease until it runs out', async () => {
    await running();
    a.elector.abandon();
    await clock.advance(2900);
    assert.deepEqual([writers(), server.lease?.holder], [[], 'a']);
    await clock.advance(1200);
    assert.deepEqual(writers(), ['b']);
  });

  it('that waits with a watch gone silent finds out that the leader lives', async () => {
    await running();
    b.client.weather = 'Silent';
    await watched(3000);
    b.client.weather = 'Fine';
    await watched(20_000);
    assert.deepEqual(writers(), ['a']);
  });
});
