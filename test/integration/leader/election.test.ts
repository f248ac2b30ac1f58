import assert from 'node:assert/strict';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {numberAt, stringAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import type {Replica} from './replica.ts';
import {Rivals} from './rivals.ts';

const HOUR = 3_600_000;

describe('of several operators', function () {
  this.timeout(180_000);
  let rivals: Rivals;
  let path: string;

  beforeEach(async function () {
    const title = this.currentTest?.title ?? '';
    rivals = await Rivals.open(
      `leader-${title
        .slice(0, 20)
        .trim()
        .replaceAll(/[^a-z]+/g, '-')}`,
    );
    path = objectPath(RESOURCES.Lease, {namespace: rivals.lab.namespace, name: 'outrigger'});
  });

  afterEach(async () => rivals.close());

  it('exactly one leads, whoever is killed, and they have names of their own on one machine', async () => {
    let living = await Promise.all([1, 2, 3].map(async () => rivals.spawn()));
    const names = new Set<unknown>();
    for (let round = 0; round < 5; round++) {
      const leader = await onlyLeaderOf(living);
      names.add(leader.said('leading')?.['identity']);
      await rivals.make(3);
      await rivals.settle();
      await leader.operator.kill();
      living = [...living.filter(each => each !== leader), await rivals.spawn()];
    }
    assert.equal(names.size, 5);
    for (const name of await rivals.settle()) assert.equal(rivals.writes(name), 1, name);
    assert.equal(numberAt(await rivals.lease(), 'spec', 'leaseTransitions'), 4);
  });

  it('clocks that are hours apart do not matter', async () => {
    const ahead = await rivals.spawn({clockAhead: HOUR});
    await ahead.says('working');
    const behind = await rivals.spawn({clockAhead: -HOUR});
    await behind.says('another Outrigger leads, this one waits');
    rivals.keepBusy();
    await eventually('the first one works on', () => ahead.writes.length > 40);
    assert.equal(behind.leads, false);
    const killed = performance.now();
    await ahead.operator.kill();
    const {seenAt} = await behind.says('leading');
    assert.ok(seenAt - killed < 15_000, `it leads after ${seenAt - killed} ms`);
    // Its times are an hour before those of its predecessor.
    const before = behind.writes.length;
    const third = await rivals.spawn();
    await third.says('another Outrigger leads, this one waits');
    await eventually('it works on', () => behind.writes.length > before + 40);
    assert.equal(third.leads, false);
    await rivals.settle();
  });

  it('a Lease that somebody deletes, empties or fills with nonsense changes nothing for its leader', async () => {
    const {leader, standby} = await rivals.pair();
    const {rest} = rivals.lab.admin;
    const holder = stringAt(await rivals.lease(), 'spec', 'holderIdentity');
    const nonsense = {
      leaseDurationSeconds: 2 ** 31 - 1,
      leaseTransitions: 2 ** 31 - 1,
      renewTime: '1970-01-01T00:00:00.000000Z',
    };
    for (const spec of [undefined, null, {holderIdentity: null}, nonsense]) {
      if (spec === undefined) await rest.delete(path);
      else await rest.mergePatch(path, {spec});
      await eventually('it is as it was', async () => {
        const lease = await rivals.lease();
        return (
          stringAt(lease, 'spec', 'holderIdentity') === holder && numberAt(lease, 'spec', 'leaseDurationSeconds') === 4
        );
      });
      await rivals.make(1);
      await rivals.settle();
    }
    assert.equal(standby.leads, false);
    assert.deepEqual(standby.writes, []);
    assert.equal(leader.said('leadership lost, ending'), undefined);
  });

  it('one takes a Lease full of nonsense that nobody renews', async () => {
    const {rest} = rivals.lab.admin;
    const spec = {holderIdentity: 'somebody', leaseDurationSeconds: 1, leaseTransitions: 2 ** 31 - 1};
    const collection = collectionPath(RESOURCES.Lease, rivals.lab.namespace);
    await rest.create(collection, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {name: 'outrigger'},
      spec,
    });
    const replica = await rivals.spawn();
    await replica.says('another Outrigger leads, this one waits');
    await replica.says('working');
    assert.equal(await rivals.holder(), replica.said('leading')?.['identity']);
  });

  async function onlyLeaderOf(living: readonly Replica[]): Promise<Replica> {
    const leader = await eventually('one works', () => living.find(each => each.said('working') !== undefined));
    assert.deepEqual(
      living.filter(each => each.leads),
      [leader],
    );
    return leader;
  }
});
