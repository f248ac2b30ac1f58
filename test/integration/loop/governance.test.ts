import assert from 'node:assert/strict';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

const ENFORCE = {mode: 'Enforce'};

describe('of several policies that claim one workload', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-governance');
    // ClusterSidecarPolicies are followed by an unrestricted operator only.
    await lab.start([]);
  });

  after(async () => {
    for (const name of await clusterPolicies()) await lab.admin.delete('ClusterSidecarPolicy', undefined, name);
    await lab.close();
  });

  async function clusterPolicies(): Promise<readonly string[]> {
    const policies = await lab.admin.list('ClusterSidecarPolicy');
    return policies.map(policy => stringAt(policy, 'metadata', 'name') ?? '').filter(name => name.startsWith('loop-'));
  }

  async function clusterPolicy(
    name: string,
    {
      conversion = ENFORCE,
      namespaceSelector = ONLY_HERE,
    }: {conversion?: JsonObject; namespaceSelector?: JsonObject} = {},
  ): Promise<void> {
    await lab.admin.create('ClusterSidecarPolicy', undefined, {
      metadata: {name: `loop-${name}`},
      spec: {target: {namespaceSelector, selector: {matchLabels: {name}}}, sidecars: SIDECARS, conversion},
    });
  }

  it('the older one converts it, once, and the other counts it as skipped', async () => {
    // Creation times are whole seconds; of two policies of the same second, the name decides.
    await lab.policyFor('shared', 'a-first');
    await lab.policyFor('shared', 'b-second');
    await lab.deployment('shared');
    await lab.counts('a-first', {converted: 1, skipped: 0});
    await lab.counts('b-second', {converted: 0, skipped: 1});
    assert.equal(lab.claim('shared'), 'loop-governance/a-first');
    assert.equal(lab.writes('shared'), 1);
  });

  it('one that is suspended claims all the same', async () => {
    await lab.policyFor('waiting', 'c-suspended', {suspend: true});
    await lab.policyFor('waiting', 'd-willing');
    await lab.deployment('waiting');
    await lab.counts('c-suspended', {pending: 1});
    await lab.counts('d-willing', {skipped: 1});
    assert.equal(lab.writes('waiting'), 0);
  });

  it('one in Audit claims nothing and reports as if it were alone', async () => {
    await lab.policyFor('audited', 'e-audit', {conversion: {mode: 'Audit'}});
    await lab.policyFor('audited', 'f-enforce', {suspend: true});
    await lab.deployment('audited');
    await lab.counts('e-audit', {pending: 1, skipped: 0});
    await lab.counts('f-enforce', {pending: 1});
    await lab.change('SidecarPolicy', 'f-enforce', {spec: {suspend: false}});
    await lab.counts('f-enforce', {converted: 1});
    await lab.counts('e-audit', {converted: 1, skipped: 0});
    assert.equal(lab.claim('audited'), 'loop-governance/f-enforce');
    assert.equal(lab.writes('audited'), 1);
  });

  it('the namespace’s own comes before the cluster’s', async () => {
    await clusterPolicy('ranked');
    await lab.policyFor('ranked', 'ranked');
    await lab.deployment('ranked');
    await lab.counts('ranked', {converted: 1});
    await lab.counts({key: 'loop-ranked'}, {skipped: 1});
    assert.equal(lab.claim('ranked'), 'loop-governance/ranked');
    assert.equal(lab.writes('ranked'), 1);
  });

  it('the one that converted it keeps it when another gets precedence, and hands it over when it is deleted', async () => {
    await clusterPolicy('kept');
    await lab.deployment('kept');
    await eventually('the cluster’s policy has converted it', () => lab.claim('kept') === 'loop-kept');
    const {spec} = lab.follower('Deployment').get('kept') ?? {};
    await lab.policyFor('kept', 'kept');
    await lab.counts('kept', {skipped: 1, converted: 0});
    assert.equal(lab.writes('kept'), 1);
    await lab.admin.delete('ClusterSidecarPolicy', undefined, 'loop-kept');
    await lab.counts('kept', {skipped: 0, converted: 1});
    await eventually('the mark names its policy', () => lab.claim('kept') === 'loop-governance/kept');
    assert.deepEqual(lab.follower('Deployment').get('kept')?.['spec'], spec);
    assert.equal(lab.writes('kept'), 2);
  });

  it('the cluster’s puts back what it has converted when it is deleted with onDelete Revert', async () => {
    await clusterPolicy('reverted', {conversion: {...ENFORCE, onDelete: 'Revert'}});
    await lab.deployment('reverted');
    await lab.counts({key: 'loop-reverted'}, {converted: 1});
    await lab.admin.delete('ClusterSidecarPolicy', undefined, 'loop-reverted');
    await eventually('the policy is gone', async () =>
      (await clusterPolicies()).every(name => name !== 'loop-reverted'),
    );
    assert.deepEqual([lab.inits('reverted'), lab.claim('reverted'), lab.writes('reverted')], [[], undefined, 2]);
  });

  it('the cluster’s reaches a namespace when that gets its label, and leaves as it is what was converted there', async () => {
    await clusterPolicy('labelled', {namespaceSelector: {matchLabels: {team: 'loop'}}});
    await lab.deployment('labelled');
    await lab.counts({key: 'loop-labelled'}, {pending: 0, converted: 0});
    await lab.admin.merge('Namespace', {name: lab.namespace}, {metadata: {labels: {team: 'loop'}}});
    await lab.counts({key: 'loop-labelled'}, {converted: 1});
    await lab.admin.merge('Namespace', {name: lab.namespace}, {metadata: {labels: {team: null}}});
    await lab.counts({key: 'loop-labelled'}, {converted: 0});
    assert.deepEqual([lab.inits('labelled'), lab.writes('labelled')], [['log'], 1]);
  });

  it('the cluster’s does not reach into kube-system unless it is named', async () => {
    const everywhere = {matchExpressions: [{key: 'kubernetes.io/metadata.name', operator: 'Exists'}]};
    await clusterPolicy('guarded', {namespaceSelector: everywhere});
    const {spec} = await lab.deployment('guarded');
    const metadata = {name: 'loop-guarded', namespace: 'kube-system'};
    await lab.admin.create('Deployment', 'kube-system', {metadata, spec});
    await lab.deployment('guarded-too', {label: 'guarded'});
    await lab.counts({key: 'loop-guarded'}, {converted: 2, pending: 0, blocked: 0});
    await lab.admin.delete('Deployment', 'kube-system', 'loop-guarded');
  });

  it('the other one takes over when the first is switched off, and the first stays out when it comes back', async () => {
    await lab.policyFor('switched', 'g-first');
    await lab.policyFor('switched', 'h-second');
    await lab.deployment('switched');
    await lab.counts('g-first', {converted: 1});
    await lab.change('SidecarPolicy', 'g-first', {spec: {conversion: {mode: 'Off'}}});
    await eventually('the mark names the second', () => lab.claim('switched') === 'loop-governance/h-second');
    await lab.change('SidecarPolicy', 'g-first', {spec: {conversion: ENFORCE}});
    await lab.counts('g-first', {skipped: 1});
    await lab.counts('h-second', {converted: 1});
    assert.equal(lab.claim('switched'), 'loop-governance/h-second');
    assert.equal(lab.writes('switched'), 2);
  });
});

const ONLY_HERE = {matchLabels: {'kubernetes.io/metadata.name': 'loop-governance'}};
const SIDECARS = [{match: {names: ['log']}}];
