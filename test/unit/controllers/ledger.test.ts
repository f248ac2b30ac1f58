import assert from 'node:assert/strict';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {countsByKind, findingsIn, workaroundsIn} from '../../../src/controllers/ledger/summary.ts';
import {finding} from '../../../src/domain/finding.ts';
import type {Outcome} from '../../../src/domain/pace/outcome.ts';
import type {Workaround} from '../../../src/domain/workarounds/workaround.ts';

const POLICY = 'shop/shop';

function outcome(state: Outcome['state'], more: Partial<Outcome> = {}): Outcome {
  return {kind: 'Deployment', enforced: true, state, message: '', findings: [], action: {type: 'None'}, ...more};
}

describe('the ledger', () => {
  let changed: string[];
  let ledger: Ledger;

  beforeEach(() => {
    changed = [];
    ledger = new Ledger(policy => changed.push(policy));
  });

  it('keeps one entry for all workloads that stand alike, whatever their messages say', () => {
    for (const name of ['a', 'b', 'c']) ledger.set(POLICY, name, outcome('pending', {message: `about ${name}`}));
    ledger.set(POLICY, 'd', outcome('pending', {reason: 'NotHealthy'}));
    assert.deepEqual(
      [...ledger.groups(POLICY)].map(({workloads}) => [...workloads]),
      [['a', 'b', 'c'], ['d']],
    );
    assert.equal(ledger.counts(POLICY).pending, 4);
  });

  it('holds nothing of a conversion', () => {
    const conversion = {spec: {containers: []}} as unknown as Outcome;
    ledger.set(
      POLICY,
      'a',
      outcome('pending', {action: {type: 'Convert', conversion} as unknown as Outcome['action']}),
    );
    assert.ok(!JSON.stringify([...ledger.groups(POLICY)]).includes('containers'));
  });

  it('says that a policy has changed only when something stands differently', () => {
    ledger.set(POLICY, 'a', outcome('pending'));
    ledger.set(POLICY, 'a', outcome('pending', {message: 'another'}));
    assert.equal(changed.length, 1);
    ledger.set(POLICY, 'a', outcome('rolling'));
    assert.equal(changed.length, 2);
  });

  it('counts slots while workloads come, roll, and go', () => {
    ledger.set(POLICY, 'a', outcome('rolling'));
    ledger.set(POLICY, 'b', outcome('rolling'));
    ledger.set(POLICY, 'b', outcome('rolling', {reason: 'WriteRefused'}));
    assert.equal(ledger.slots(POLICY), 1);
    ledger.removeWorkload('a');
    assert.equal(ledger.slots(POLICY), 0);
    ledger.removePolicy(POLICY);
    assert.equal(ledger.counts(POLICY).rolling, 0);
    assert.deepEqual(ledger.policiesOf('b'), []);
  });

  it('tells what is news: the first look, and another state, not another turn in the queue', () => {
    const news = (each: Outcome): number => ledger.replace('a', new Map([[POLICY, each]])).size;
    assert.equal(news(outcome('pending')), 1);
    assert.equal(news(outcome('pending', {reason: 'WaitsForSlot'})), 0);
    assert.equal(news(outcome('rolling')), 1);
    assert.equal(ledger.replace('a', new Map()).size, 0);
    assert.equal(ledger.counts(POLICY).rolling, 0);
  });

  it('sums up by kind, and findings once a workload, blocking ones first', () => {
    const twice = [finding('HostPort', 'one'), finding('HostPort', 'two')];
    ledger.set(POLICY, 'a', outcome('blocked', {findings: twice}));
    ledger.set(POLICY, 'b', outcome('pending', {findings: [finding('GateFromReadiness', '')]}));
    ledger.set(POLICY, 'c', outcome('pending', {kind: 'CronJob', findings: [finding('GateFromReadiness', '')]}));
    assert.deepEqual(findingsIn(ledger.groups(POLICY)), [
      {code: 'HostPort', severity: 'block', count: 1, example: 'a'},
      {code: 'GateFromReadiness', severity: 'warn', count: 2, example: 'b'},
    ]);
    assert.equal(countsByKind(ledger.groups(POLICY)).get('CronJob')?.pending, 1);
  });

  it('counts workarounds once a workload, by kind and verdict, and tells workloads apart by them', () => {
    const left = (...kinds: readonly Pick<Workaround, 'id' | 'verdict'>[]): Partial<Outcome> => ({
      workarounds: kinds.map(kind => ({...kind, message: '', path: '', evidence: ''})),
    });
    const [quit, advice] = [{id: 'W2', verdict: 'Removable'} as const, {id: 'W2', verdict: 'Advice'} as const];
    ledger.set(POLICY, 'a', outcome('native', left(quit, quit)));
    ledger.set(POLICY, 'b', outcome('native', left(quit, advice)));
    ledger.set(POLICY, 'c', outcome('native'));
    assert.deepEqual(workaroundsIn(ledger.groups(POLICY)), [
      {...quit, count: 2},
      {...advice, count: 1},
    ]);
    ledger.set(POLICY, 'b', outcome('native'));
    assert.deepEqual(workaroundsIn(ledger.groups(POLICY)), [{...quit, count: 1}]);
  });
});
