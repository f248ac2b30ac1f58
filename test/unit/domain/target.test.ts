import assert from 'node:assert/strict';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {matchesTarget, skipLabel} from '../../../src/domain/target.ts';
import {podSpec, policy, workload} from '../../support/builders.ts';

const inNamespace = (namespace: string) => workload('Deployment', podSpec(), {metadata: {namespace}});
const facts = (namespaceLabels: Record<string, string>) => ({...NO_FACTS, namespaceLabels});

function clusterPolicy(namespaceSelector?: JsonObject): Policy {
  const {namespace: _namespace, ...rest} = policy();
  const target = {kinds: rest.target.kinds, selector: {}, ...(namespaceSelector !== undefined && {namespaceSelector})};
  return {...rest, kind: 'ClusterSidecarPolicy', key: 'shop', target};
}

describe('matchesTarget', () => {
  it('takes the kinds that the policy names', () => {
    const target = {kinds: ['CronJob' as const], selector: {}};
    assert.equal(matchesTarget(workload('CronJob'), policy({target}), NO_FACTS), true);
    assert.equal(matchesTarget(workload('Job'), policy({target}), NO_FACTS), false);
  });

  it('compares the selector with the labels of the pod template, not of the workload', () => {
    const target = {kinds: ['Deployment' as const], selector: {matchLabels: {tier: 'backend'}}};
    const onTemplate = workload('Deployment', podSpec(), {template: {labels: {tier: 'backend'}}});
    const onWorkload = workload('Deployment', podSpec(), {metadata: {labels: {tier: 'backend'}}});
    assert.equal(matchesTarget(onTemplate, policy({target}), NO_FACTS), true);
    assert.equal(matchesTarget(onWorkload, policy({target}), NO_FACTS), false);
  });

  it('compares the selector with a bare pod’s own labels', () => {
    const target = {kinds: ['Pod' as const], selector: {matchLabels: {app: 'shop'}}};
    assert.equal(matchesTarget(workload('Pod'), policy({target}), NO_FACTS), true);
  });

  it('keeps a SidecarPolicy to its own namespace', () => {
    assert.equal(matchesTarget(inNamespace('shop'), policy(), NO_FACTS), true);
    assert.equal(matchesTarget(inNamespace('other'), policy(), NO_FACTS), false);
  });

  it('lets a ClusterSidecarPolicy choose by the labels of the namespace', () => {
    const team = clusterPolicy({matchLabels: {team: 'a'}});
    assert.equal(matchesTarget(inNamespace('any'), team, facts({team: 'a'})), true);
    assert.equal(matchesTarget(inNamespace('any'), team, facts({team: 'b'})), false);
    assert.equal(matchesTarget(inNamespace('any'), clusterPolicy({}), NO_FACTS), true);
  });

  it('knows the name label of a namespace without having read it', () => {
    const named = clusterPolicy({matchLabels: {'kubernetes.io/metadata.name': 'shop'}});
    assert.equal(matchesTarget(inNamespace('shop'), named, NO_FACTS), true);
    assert.equal(matchesTarget(inNamespace('other'), named, NO_FACTS), false);
  });

  it('takes nothing without a namespaceSelector', () => {
    assert.equal(matchesTarget(inNamespace('shop'), clusterPolicy(), NO_FACTS), false);
  });

  for (const namespace of ['kube-system', 'kube-public', 'kube-node-lease', 'outrigger-system']) {
    it(`leaves ${namespace} alone unless it is named`, () => {
      const label = 'kubernetes.io/metadata.name';
      const matches = (selector: JsonObject) =>
        matchesTarget(inNamespace(namespace), clusterPolicy(selector), facts({[label]: namespace}));
      assert.equal(matches({}), false);
      assert.equal(matches({matchExpressions: [{key: label, operator: 'Exists'}]}), false);
      assert.equal(matches({matchExpressions: [{key: label, operator: 'NotIn', values: ['shop']}]}), false);
      assert.equal(matches({matchExpressions: [{key: label, operator: 'NotIn', values: ['x', namespace]}]}), false);
      const byTeam = clusterPolicy({matchExpressions: [{key: 'team', operator: 'In', values: [namespace]}]});
      assert.equal(matchesTarget(inNamespace(namespace), byTeam, facts({team: namespace})), false);
      assert.equal(matches({matchLabels: {[label]: namespace}}), true);
      assert.equal(matches({matchExpressions: [{key: label, operator: 'In', values: ['a', namespace]}]}), true);
    });
  }
});

describe('skipLabel', () => {
  const skip = {'outrigger.dev/skip': 'true'};

  it('is found on the namespace, the workload and the template', () => {
    assert.equal(skipLabel(workload(), facts(skip)), 'namespace');
    assert.equal(skipLabel(workload('Job', podSpec(), {metadata: {labels: skip}}), NO_FACTS), 'workload');
    assert.equal(skipLabel(workload('Job', podSpec(), {template: {labels: skip}}), NO_FACTS), 'template');
  });

  it('means nothing with another value, or as an annotation', () => {
    const other = {'outrigger.dev/skip': 'false'};
    assert.equal(
      skipLabel(workload('Job', podSpec(), {metadata: {labels: other, annotations: skip}}), NO_FACTS),
      undefined,
    );
    assert.equal(skipLabel(workload(), NO_FACTS), undefined);
  });
});
