import assert from 'node:assert/strict';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectsAt, sameJson, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {revert} from '../../../src/domain/revert.ts';
import {select} from '../../../src/domain/select.ts';
import type {Workload} from '../../../src/domain/workload.ts';
import {container, podSpec, policy, rule, workload} from '../../support/builders.ts';
import {withRecord} from '../../support/with-record.ts';

const READY = {readinessProbe: {httpGet: {path: '/ready', port: 4191}, initialDelaySeconds: 2}};
const AWAIT = {exec: {command: ['/usr/lib/linkerd/linkerd-await', '--timeout=2m', '--port=4191']}};

/** As `linkerd inject --manual` writes it: the proxy first, so that its hook holds the app back. */
function linkerd(proxy: JsonObject = {lifecycle: {postStart: AWAIT}, ...READY}, template: JsonObject = {}): Workload {
  const image = 'cr.l5d.io/linkerd/proxy:edge-25.4.1';
  const spec = podSpec([container('linkerd-proxy', {image, ...proxy}), container('app')], {
    initContainers: [container('linkerd-init'), container('migrate')],
  });
  const annotations = {'linkerd.io/proxy-version': 'edge-25.4.1', 'kubectl.kubernetes.io/default-container': 'app'};
  return workload('Deployment', spec, {template: {annotations, ...template}});
}

/** As `istioctl kube-inject` writes it with holdApplicationUntilProxyStarts. */
function istio(proxy: JsonObject = {}): Workload {
  const fields = {
    image: 'docker.io/istio/proxyv2:1.26.0',
    lifecycle: {postStart: {exec: {command: ['pilot-agent', 'wait']}}},
    startupProbe: {httpGet: {path: '/healthz/ready', port: 15021}, periodSeconds: 1, failureThreshold: 600},
    readinessProbe: {httpGet: {path: '/healthz/ready', port: 15021}},
    ...proxy,
  };
  const spec = podSpec([container('istio-proxy', fields), container('app')], {
    initContainers: [container('istio-validation'), container('migrate')],
  });
  return workload('Deployment', spec, {template: {annotations: {'sidecar.istio.io/status': '{}'}}});
}

function converted(one: Workload, sidecars: readonly SidecarRule[]) {
  const decision = plan(one, policy({sidecars}), NO_FACTS);
  assert.ok(decision.type === 'Convert', JSON.stringify(decision));
  return decision.conversion;
}

function inits({spec}: {readonly spec: JsonObject}): readonly string[] {
  return objectsAt(spec, 'initContainers').map(one => stringAt(one, 'name') ?? '');
}

const proxyIn = ({spec}: {readonly spec: JsonObject}): JsonObject => objectsAt(spec, 'initContainers')[1] ?? {};

describe('a proxy that linkerd inject --manual has written', () => {
  const conversion = converted(linkerd(), [rule({profile: 'linkerd'})]);

  it('goes behind its own init container, and before those of the app', () => {
    assert.deepEqual(inits(conversion), ['linkerd-init', 'linkerd-proxy', 'migrate']);
  });

  it('gets the startup probe of Linkerd in place of the hook that waits', () => {
    const {startupProbe, lifecycle} = proxyIn(conversion);
    assert.deepEqual(startupProbe, {
      httpGet: {path: '/ready', port: 4191},
      periodSeconds: 1,
      failureThreshold: 120,
    });
    assert.equal(lifecycle, undefined);
  });

  it('is put back exactly, hook included', () => {
    assert.ok(sameJson(revert(conversion.spec, conversion.record).spec, linkerd().template.spec));
    assert.deepEqual(revert(conversion.spec, conversion.record).notes, []);
  });

  it('is converted once and for all', () => {
    const after = withRecord(linkerd(), conversion);
    const decision = plan(after, policy({sidecars: [rule({profile: 'linkerd'})]}), NO_FACTS);
    assert.deepEqual(decision, {type: 'AlreadyNative', findings: []});
  });

  it('is converted the same by a rule that only has its name', () => {
    const byName = converted(linkerd(), [rule({names: ['linkerd-proxy']})]);
    assert.deepEqual([byName.spec, byName.record], [conversion.spec, conversion.record]);
  });

  it('has no gate where it does not hold the app back today (proxy.await)', () => {
    const {startupProbe} = proxyIn(converted(linkerd(READY), [rule({profile: 'linkerd'})]));
    assert.equal(startupProbe, undefined);
  });

  it('loses the sleep before its end as well, and gets both hooks back', () => {
    const both = {lifecycle: {postStart: AWAIT, preStop: {exec: {command: ['/bin/sleep', '20']}}}, ...READY};
    const change = converted(linkerd(both), [rule({profile: 'linkerd'})]);
    assert.equal(proxyIn(change)['lifecycle'], undefined);
    assert.ok(sameJson(revert(change.spec, change.record).spec, linkerd(both).template.spec));
  });

  it('keeps a hook that does more than wait', () => {
    const more = {exec: {command: ['sh', '-c', 'linkerd-await --port=4191 && notify']}};
    const {lifecycle} = proxyIn(
      converted(linkerd({lifecycle: {postStart: more}, ...READY}), [rule({profile: 'linkerd'})]),
    );
    assert.deepEqual(lifecycle, {postStart: more});
  });

  it('keeps its hook where nothing would be in its place', () => {
    const waiting = {lifecycle: {postStart: AWAIT}};
    const {lifecycle} = proxyIn(converted(linkerd(waiting), [rule({profile: 'linkerd'})]));
    assert.deepEqual(lifecycle, waiting.lifecycle);
  });

  it('loses its hook where the policy wants nothing to wait', () => {
    const none = rule({profile: 'linkerd', startup: {gate: 'None', timeoutSeconds: 120}});
    const {lifecycle, startupProbe} = proxyIn(converted(linkerd(), [none]));
    assert.deepEqual([lifecycle, startupProbe], [undefined, undefined]);
  });

  it('stands where the rule says, if it says so', () => {
    const last = converted(linkerd(), [rule({profile: 'linkerd', position: 'AfterInit'})]);
    assert.deepEqual(inits(last), ['linkerd-init', 'migrate', 'linkerd-proxy']);
  });

  it('keeps a postStart hook that it was given since, and that is said', () => {
    const [entry] = conversion.record;
    const given = {initContainers: [{...proxyIn(conversion), lifecycle: {postStart: {exec: {command: ['x']}}}}]};
    const {notes} = revert({...conversion.spec, ...given}, entry === undefined ? [] : [entry]);
    assert.deepEqual(notes, ['linkerd-proxy keeps the postStart hook that it was given since its conversion.']);
  });

  it('is left alone where the webhook is asked for another one', () => {
    const asked = linkerd({...READY}, {annotations: {'linkerd.io/proxy-version': 'x', 'linkerd.io/inject': 'enabled'}});
    const decision = plan(asked, policy({sidecars: [rule({profile: 'linkerd'})]}), NO_FACTS);
    assert.ok(decision.type === 'Blocked');
    assert.ok(decision.findings.some(({code}) => code === 'InjectedProxy'));
  });
});

describe('a proxy that istioctl kube-inject has written', () => {
  const rules = [rule({profile: 'istio'})];
  const conversion = converted(istio(), rules);

  it('goes behind the init container that checks the network, keeps its probe and loses the hook that waits', () => {
    assert.deepEqual(inits(conversion), ['istio-validation', 'istio-proxy', 'migrate']);
    const {startupProbe, lifecycle} = proxyIn(conversion);
    assert.deepEqual(startupProbe, objectsAt(istio().template.spec, 'containers')[0]?.['startupProbe']);
    assert.equal(lifecycle, undefined);
  });

  it('is put back exactly', () => {
    assert.ok(sameJson(revert(conversion.spec, conversion.record).spec, istio().template.spec));
  });

  it('gets a startup probe like its readinessProbe where it has none', () => {
    const change = converted(istio({startupProbe: undefined}), rules);
    assert.deepEqual(proxyIn(change)['startupProbe'], {
      httpGet: {path: '/healthz/ready', port: 15021},
      periodSeconds: 1,
      failureThreshold: 120,
    });
  });
});

describe('settings for the proxy of Istio', () => {
  for (const [title, settings] of [
    ['with image auto', {name: 'istio-proxy', image: 'auto'}],
    ['without an image', {name: 'istio-proxy', resources: {}}],
  ] as const) {
    const spec = podSpec([container('app'), settings, container('log')]);

    it(`${title} are never moved, whatever the rules and acknowledgements`, () => {
      const rules = [rule({names: ['istio-proxy', 'log']})];
      const acknowledging = policy({sidecars: rules, acknowledge: ['InjectedProxy']});
      const decision = plan(workload('Deployment', spec), acknowledging, NO_FACTS);
      assert.ok(decision.type === 'Convert');
      assert.deepEqual(objectsAt(decision.conversion.spec, 'containers'), [container('app'), settings]);
    });

    it(`${title} are no main container either`, () => {
      const {mains} = select(spec, [rule({names: ['log']})]);
      assert.deepEqual(
        mains.map(({name}) => name),
        ['app'],
      );
    });
  }
});
