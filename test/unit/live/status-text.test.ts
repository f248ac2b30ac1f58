import assert from 'node:assert/strict';
import {withoutColour} from '../../../src/cli/output/paint.ts';
import {widthOf} from '../../../src/cli/output/width.ts';
import type {PoliciesFound} from '../../../src/cli/verdict/live.ts';
import {heldBack, type Paused} from '../../../src/domain/pause.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import type {OperatorHealth} from '../../../src/live/status/operator-health.ts';
import {statusData} from '../../../src/live/status/status-data.ts';
import {statusText} from '../../../src/live/status/status-text.ts';
import {policy} from '../../support/builders.ts';

const PLACE = {context: 'prod', server: 'https://prod.example:6443', version: '1.36'};
const HEALTHY: OperatorHealth = {type: 'Found', image: 'outrigger:1', wanted: 2, ready: 2};
const STATUS = {
  observedGeneration: 1,
  conditions: [
    {type: 'Ready', status: 'True', reason: 'Active', message: 'the policy is in force'},
    {type: 'Progressing', status: 'True', reason: 'Converting', message: '2 rolling, 5 waiting'},
    {type: 'Degraded', status: 'False', reason: 'AsExpected', message: 'no workload failed'},
  ],
  workloads: {selected: 41, done: 33, rolling: 2, pending: 5, blocked: 1, failed: 0},
  jobs: {stuck: 3, backlog: 1},
  findings: [{code: 'HostPort', severity: 'block', count: 1, example: 'DaemonSet/shop/agent'}],
};

function told(policies: readonly Policy[], found: PoliciesFound, operator = HEALTHY, paused?: Paused): string {
  const data = statusData({place: PLACE, policies: found, unreadable: []}, policies, {operator, paused});
  return statusText(data, {width: 80, paint: withoutColour});
}

const some = (...policies: readonly Policy[]): string => told(policies, {type: 'Some', count: policies.length});

describe('outrigger status', () => {
  it('shows where it looked, the operator, and of each policy counts, conditions and findings', () => {
    const text = some(policy({status: STATUS}));
    assert.match(text, /^Context prod \(https:\/\/prod\.example:6443, Kubernetes 1\.36\), all namespaces\.$/m);
    assert.match(text, /^Operator: 2 of 2 replicas of Deployment outrigger-system\/outrigger ready/m);
    assert.match(text, /^shop\/shop +33\/41 +2 +5 +1 +0 +3 +Active$/m);
    assert.match(text, /^SidecarPolicy shop\/shop\n {2}conversion Enforce, jobs Audit$/m);
    assert.match(text, /^ {2}Progressing is true \(Converting\): 2 rolling, 5 waiting$/m);
    assert.match(text, /^ {2}block HostPort: 1, such as DaemonSet\/shop\/agent$/m);
    assert.doesNotMatch(text, /AsExpected/);
  });

  it('says what is wrong before what is well', () => {
    const degraded = {type: 'Degraded', status: 'True', reason: 'Paused', message: 'stopped'};
    const text = some(policy({status: {...STATUS, conditions: [...STATUS.conditions.slice(0, 2), degraded]}}));
    assert.match(text, /^shop\/shop .* Paused$/m);
  });

  it('says that the operator has not looked yet, or not since the last change', () => {
    assert.match(some(policy()), /The operator has not looked at it yet\./);
    assert.match(some(policy({generation: 2, status: STATUS})), /has changed since, and the operator has not looked/);
  });

  it('says that a policy is suspended or on its way out', () => {
    assert.match(some(policy({status: STATUS, suspend: true, deleting: true})), /, suspended, being deleted$/m);
  });

  it('says what is paused, by whom and why', () => {
    const paused: Paused = {scope: 'Everything', note: '2026-11-28T15:30:00Z by jane: an outage'};
    const text = told([heldBack(policy({status: STATUS}), paused)], {type: 'Some', count: 1}, HEALTHY, paused);
    assert.match(text, /^Everything is paused \(2026-11-28T15:30:00Z by jane: an outage\): outrigger resume/m);
    assert.match(text, /, paused 2026-11-28T15:30:00Z by jane: an outage$/m);
  });

  it('fits 80 columns with the longest of names, and loses nothing of them', () => {
    const text = some(
      policy({
        key: `${'n'.repeat(63)}/${'p'.repeat(63)}`,
        namespace: 'n'.repeat(63),
        name: 'p'.repeat(63),
        status: STATUS,
      }),
    );
    assert.deepEqual(
      text.split('\n').filter(line => widthOf(line) > 80),
      [],
    );
    assert.doesNotMatch(text, /…/);
  });

  const helpful: readonly {readonly it: string; readonly found: PoliciesFound; readonly says: RegExp}[] = [
    {it: 'there is no policy', found: {type: 'None'}, says: /scan --live --write-policy prints policies/},
    {it: 'nothing is installed', found: {type: 'NotInstalled'}, says: /kubectl apply -k config\/ installs it/},
    {it: 'policies may not be read', found: {type: 'Unreadable'}, says: /Which policies there are is not known\./},
  ];
  for (const {it: title, found, says} of helpful) {
    it(`helps where ${title}`, () => assert.match(told([], found).replaceAll('\n', ' '), says));
  }

  const operators: readonly {readonly it: string; readonly operator: OperatorHealth; readonly says: RegExp}[] = [
    {it: 'is not there', operator: {type: 'Absent'}, says: /the operator is not installed, or runs elsewhere\./},
    {it: 'may not be read', operator: {type: 'Unreadable'}, says: /Whether the operator is well is not known/},
    {it: 'is down', operator: {...HEALTHY, ready: 0}, says: /0 of 2 replicas .*Nothing is converted/},
  ];
  for (const {it: title, operator, says} of operators) {
    it(`says that the operator ${title}`, () => {
      assert.match(told([], {type: 'None'}, operator).replaceAll('\n', ' '), says);
    });
  }
});
