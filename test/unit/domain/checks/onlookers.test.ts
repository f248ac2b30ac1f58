import assert from 'node:assert/strict';
import {alertsNeedUpdate} from '../../../../src/domain/checks/alerts-need-update.ts';
import {policyEngineGap} from '../../../../src/domain/checks/policy-engine-gap.ts';
import {run} from './given.ts';

describe('AlertsNeedUpdate', () => {
  const alert = (expr: string) => ({source: 'rules', name: 'Restarts', expr});
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['warns of an alert for every container (E36)', 'kube_pod_container_status_restarts_total > 3', true],
    ['warns of an alert for this one (E36)', 'kube_pod_container_info{namespace="a", container="log"}', true],
    ['passes an alert for another one (E36)', 'kube_pod_container_info{container="app"}', false],
    ['warns of one of several names (E36)', 'kube_pod_container_info{container=~"proxy|log"}', true],
    ['warns of a pattern that takes it in (E36)', 'kube_pod_container_info{container=~"lo.*"}', true],
    ['passes a pattern that does not (E36)', 'kube_pod_container_info{container=~"app.*|web"}', false],
    ['warns of a pattern that is not understood (E36)', 'kube_pod_container_info{container=~"l[aeo]g"}', true],
    ['warns where only others are left out (E36)', 'kube_pod_container_info{container!="POD"}', true],
  ];
  for (const [title, expr, warns] of cases) {
    it(title, () =>
      assert.equal(run(alertsNeedUpdate, {facts: {containerAlerts: [alert(expr)]}}).length, warns ? 1 : 0),
    );
  }

  it('names a few of many', () => {
    const containerAlerts = ['A', 'B', 'C', 'D', 'E'].map(name => ({...alert('kube_pod_container_info'), name}));
    const [message] = run(alertsNeedUpdate, {facts: {containerAlerts}});
    assert.match(message ?? '', /A \(PrometheusRule rules\), B .*, C \(PrometheusRule rules\) and 2 more go by/);
  });

  it('is silent where alerts are not known', () => assert.deepEqual(run(alertsNeedUpdate), []));
});

describe('PolicyEngineGap', () => {
  const facts = {blindPolicies: [{kind: 'ClusterPolicy', name: 'registries'}]};

  it('warns of rules that read regular containers only', () => {
    assert.match(run(policyEngineGap, {facts}).join(), /\(ClusterPolicy registries\), so they no longer look at log/);
  });

  it('is silent where nothing is to be moved, and where no rules are known', () => {
    assert.deepEqual(run(policyEngineGap, {facts, sidecars: {}}), []);
    assert.deepEqual(run(policyEngineGap), []);
  });
});
