import assert from 'node:assert/strict';
import {notSidecarOf} from '../../../src/domain/catalog/not-sidecars.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Workload} from '../../../src/domain/workload.ts';
import {container, podSpec, workload} from '../../support/builders.ts';
import {codesOf, planned, plannedUnder} from '../../support/system-plans.ts';
import {systemWorkload} from '../../support/systems.ts';

/** Pods as their injector leaves them: its container is in the manifest, and so is its mark. */
const INJECTED = [
  {
    title: 'the Vault Agent Injector',
    sidecar: container('vault-agent', {image: 'hashicorp/vault:1.20'}),
    annotations: {'vault.hashicorp.com/agent-inject-status': 'injected'},
    says: /no native mode yet.*agent-pre-populate-only: "true"/,
  },
  {
    title: 'the OpenTelemetry operator',
    sidecar: container('otc-container', {image: 'otel/opentelemetry-collector:0.130.0'}),
    annotations: {'sidecar.opentelemetry.io/inject': 'true'},
    says: /belongs to the OpenTelemetry operator.*since 0\.132/,
  },
];

describe('as the pages in docs/systems/ say,', () => {
  for (const {title, sidecar, annotations, says} of INJECTED) {
    it(`what ${title} has added is left to it, with its switch`, () => {
      const decision = planned(workload('Deployment', podSpec([container('app'), sidecar]), {template: {annotations}}));
      assert.equal(decision.type, 'Blocked');
      const finding = decision.findings.find(({code}) => code === 'InjectedProxy');
      assert.match(finding?.message ?? '', says);
    });
  }

  it('settings for the proxy of Istio are no sidecar to move, and Istio is told by its switch', () => {
    const settings = container('istio-proxy', {image: 'auto'});
    const spec = podSpec([container('app'), settings]);
    const decision = planned(workload('Deployment', spec));
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual(decision.conversion.spec, spec);
    assert.deepEqual(decision.conversion.switches.set, ['sidecar.istio.io/nativeSidecar']);
  });

  it('Vector needs its time to drain beside the sleep of the app', () => {
    const classic = systemWorkload('vector', 'classic');
    assert.ok(!codesOf(planned(classic)).includes('GraceTooShort'));
    assert.ok(codesOf(planned(withSpec(classic, {terminationGracePeriodSeconds: 30}))).includes('GraceTooShort'));
  });

  it('the collector holds the app back only where a policy asks for it, and that is a warning', () => {
    const decision = plannedUnder('otel-collector', systemWorkload('otel-collector', 'classic'), 'gate');
    assert.equal(decision.type, 'Convert');
    const [collector] = objectsAt(decision.conversion.spec, 'initContainers');
    const gate = {httpGet: {path: '/', port: 13133}, periodSeconds: 1, failureThreshold: 60};
    assert.deepEqual(objectAt(collector, 'startupProbe'), gate);
    assert.deepEqual(codesOf(decision), ['SidecarBlocksStart']);
  });

  it('Vault Agent has no gate but the one that a policy sets', () => {
    assert.deepEqual(codesOf(plannedUnder('vault-agent', systemWorkload('vault-agent', 'classic'))), []);
  });

  it('Falco is not a sidecar, and why is said', () => {
    const falco = systemWorkload('falco', 'daemonset');
    assert.equal(planned(falco).type, 'NotSelected');
    const [main = {}] = objectsAt(falco.template.spec, 'containers');
    assert.match(notSidecarOf({name: 'falco', container: main, index: 0})?.reason ?? '', /DaemonSet/);
  });
});

function withSpec(given: Workload, fields: JsonObject): Workload {
  return {...given, template: {...given.template, spec: {...given.template.spec, ...fields}}};
}
