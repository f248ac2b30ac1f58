import assert from 'node:assert/strict';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import type {Decision} from '../../../src/domain/decision.ts';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import {governingPolicy} from '../../../src/domain/governance.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectOperations, reversionOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {unclaimed} from '../../../src/domain/unclaimed.ts';
import {workloadOf, type Workload, type WorkloadKind} from '../../../src/domain/workload.ts';
import {container, objectOf, podSpec, policy, rule, workload, type ObjectFields} from '../../support/builders.ts';

const SWITCH = 'sidecar.istio.io/nativeSidecar';
const ASKED = {labels: {app: 'shop', 'sidecar.istio.io/inject': 'true'}};
const RULES = policy({sidecars: [rule({profile: 'istio'}), rule({names: ['log']})]});
const APP = podSpec([container('app')]);
const MARKS = {policy: 'shop/shop', convertedAt: '2026-01-01T00:00:00Z'};
const HELM = {annotations: {'meta.helm.sh/release-name': 'shop'}};

function decide(spec: JsonObject, fields: ObjectFields = {}, facts: Partial<Facts> = {}, by: Policy = RULES): Decision {
  return plan(workload('Deployment', spec, {template: ASKED, ...fields}), by, {...NO_FACTS, ...facts});
}

function codes(decision: Decision): readonly string[] {
  return 'findings' in decision ? decision.findings.map(({code}) => code) : [];
}

describe('plan, of a workload to whose pods an injector adds the sidecar', () => {
  it('tells the injector by an annotation, and moves nothing', () => {
    const decision = decide(APP);
    assert.ok(decision.type === 'Delegate');
    const {spec, record, switches, rolls, delivery} = decision.conversion;
    assert.deepEqual([spec, record, rolls, delivery], [APP, [], true, 'Template']);
    assert.deepEqual(switches, {set: [SWITCH], mark: [SWITCH]});
    assert.ok(codes(decision).includes('InjectorSwitch'));
  });

  it('moves another sidecar in the same change', () => {
    const decision = decide(podSpec());
    assert.ok(decision.type === 'Convert');
    assert.deepEqual(decision.conversion.switches.set, [SWITCH]);
    assert.deepEqual(
      objectsAt(decision.conversion.spec, 'initContainers').map(({name}) => name),
      ['log'],
    );
  });

  it('sets all annotations that some version of the injector reads', () => {
    const linkerd = policy({sidecars: [rule({profile: 'linkerd'})]});
    const decision = decide(APP, {template: {annotations: {'linkerd.io/inject': 'enabled'}}}, {}, linkerd);
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual(decision.conversion.switches.set, [
      'config.linkerd.io/proxy-enable-native-sidecar',
      'config.beta.linkerd.io/proxy-enable-native-sidecar',
      'config.alpha.linkerd.io/proxy-enable-native-sidecar',
    ]);
  });

  it('tells several injectors at once', () => {
    const both = policy({sidecars: [rule({profile: 'dapr'}), rule({profile: 'istio'})]});
    const decision = decide(APP, {template: {...ASKED, annotations: {'dapr.io/enabled': 'true'}}}, {}, both);
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual(decision.conversion.switches.set, ['dapr.io/enable-native-sidecar', SWITCH]);
  });

  it('does so whoever applies the object again, since they keep an annotation that they do not know', () => {
    for (const metadata of [HELM, {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}'}}]) {
      const decision = decide(APP, {metadata});
      assert.ok(decision.type === 'Delegate', decision.type);
      assert.equal(decision.conversion.delivery, 'Template');
    }
  });

  it('leaves all as it is where the move of another sidecar is blocked', () => {
    const decision = decide(podSpec(), {metadata: HELM});
    assert.equal(decision.type, 'Blocked');
    assert.ok(codes(decision).includes('NeedsAdmission'));
  });

  it('is blocked where a controller writes the template back, or the cluster cannot run native sidecars', () => {
    const controlled = {ownerReferences: [{kind: 'Owner', name: 'a', controller: true}]};
    assert.ok(codes(decide(APP, {metadata: controlled})).includes('ControllerOwned'));
    const old = decide(APP, {}, {server: {major: 1, minor: 28}});
    assert.deepEqual([old.type, codes(old).includes('ServerTooOld')], ['Blocked', true]);
  });

  it('cannot be told in the template of a Job, which cannot be changed', () => {
    const job = workload('Job', APP, {template: ASKED});
    const decision = plan(job, RULES, NO_FACTS);
    assert.ok(decision.type === 'Delegate');
    assert.equal(decision.conversion.delivery, 'Pod');
  });

  it('has nothing to write where the injector is told already, by whomever', () => {
    const decision = decide(APP, {template: {...ASKED, annotations: {[SWITCH]: 'true'}}});
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual([decision.conversion.rolls, decision.findings], [false, []]);
    assert.deepEqual(decision.conversion.switches, {set: [], mark: []});
  });

  it('overrides nobody who has told the injector otherwise', () => {
    const decision = decide(APP, {template: {...ASKED, annotations: {[SWITCH]: 'false'}}});
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual([decision.conversion.rolls, codes(decision)], [false, ['SwitchedOff']]);
  });

  it('says where only a newer version of the injector helps, and where nothing does', () => {
    const by = policy({sidecars: [rule({profile: 'kuma'}), rule({profile: 'vault-agent'})]});
    const template = {
      labels: {'kuma.io/sidecar-injection': 'enabled'},
      annotations: {'vault.hashicorp.com/agent-inject': 'true'},
    };
    const decision = decide(APP, {template}, {}, by);
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual([decision.conversion.rolls, codes(decision)], [false, ['UpgradeInjector', 'NoInjectorSwitch']]);
  });

  it('does not select what no rule governs', () => {
    assert.deepEqual(decide(APP, {}, {}, policy({sidecars: [rule({names: ['log']})]})), {type: 'NotSelected'});
  });

  it('keeps what was told where it moves another sidecar later', () => {
    const told = carriedOut(
      workload('Deployment', podSpec(), {template: ASKED}),
      policy({sidecars: [rule({profile: 'istio'})]}),
    );
    const both = carriedOut(told, RULES);
    assert.equal(objectAt(both.metadata, 'annotations')['outrigger.dev/delegated'], SWITCH);
    assert.equal(objectAt(both.metadata, 'annotations')['outrigger.dev/record'], '[{"n":"log","i":1}]');
  });

  it('tells an injector at the pace of outdated settings where something was moved before', () => {
    const moved = carriedOut(workload('Deployment', podSpec(), {template: ASKED}), policy());
    const decision = plan(moved, RULES, NO_FACTS);
    assert.ok(decision.type === 'AlreadyNative');
    assert.deepEqual(codes(decision), ['SettingsOutdated']);
    assert.deepEqual(decision.update?.switches, {set: [SWITCH], mark: [SWITCH]});
  });
});

describe('what was told', () => {
  for (const kind of ['Deployment', 'CronJob', 'Pod'] as const) {
    for (const annotations of [undefined, {a: 'b'}] as const) {
      it(`is on the template and the mark of a ${kind} with ${annotations === undefined ? 'no' : 'other'} annotations, and goes without a trace`, () => {
        const template = {...ASKED, ...(annotations !== undefined && {annotations})};
        const fields = {template, metadata: {annotations: {team: 'shop', ...annotations}, labels: ASKED.labels}};
        const before = workloadOf(kind, objectOf(kind, APP, fields));
        const after = carriedOut(before, RULES);
        assert.equal(objectAt(after.template.metadata, 'annotations')[SWITCH], 'true');
        assert.equal(objectAt(after.metadata, 'annotations')['outrigger.dev/delegated'], SWITCH);
        const back = written(after, reversionOperations(after, reversionOf(after)));
        assert.deepEqual(back, before);
      });
    }
  }

  it('is not taken away where somebody has set it otherwise since, and the mark goes', () => {
    const after = carriedOut(workload('Deployment', APP, {template: ASKED}), RULES);
    const off = {...after, template: {...after.template, metadata: {...ASKED, annotations: {[SWITCH]: 'false'}}}};
    assert.deepEqual(reversionOf(off).switchesOff, []);
    const decision = plan(off, RULES, NO_FACTS);
    assert.ok(decision.type === 'Delegate');
    assert.deepEqual(decision.conversion.switches, {set: [], mark: []});
    const gone = written(off, objectOperations(off, decision.conversion, MARKS));
    assert.deepEqual(objectAt(gone.metadata, 'annotations'), {});
  });

  it('is told again where somebody has taken the annotation away', () => {
    const after = carriedOut(workload('Deployment', APP, {template: ASKED}), RULES);
    const gone = {...after, template: {...after.template, metadata: ASKED}};
    const decision = plan(gone, RULES, NO_FACTS);
    assert.ok(decision.type === 'Delegate' && decision.conversion.rolls);
  });

  it('is never taken for a switch that it is not, whatever the mark says', () => {
    const metadata = {annotations: {'outrigger.dev/delegated': 'team,sidecar.istio.io/inject,,__proto__'}};
    const template = {annotations: {team: 'true', 'sidecar.istio.io/inject': 'true'}};
    assert.deepEqual(reversionOf(workload('Deployment', APP, {metadata, template})).switchesOff, []);
  });

  it('is refused by the API server where the template was annotated since', () => {
    const one = workload('Deployment', APP, {template: ASKED});
    const decision = plan(one, RULES, NO_FACTS);
    assert.ok(decision.type === 'Delegate');
    const operations = objectOperations(one, decision.conversion, MARKS);
    const annotated = objectOf('Deployment', APP, {template: {...ASKED, annotations: {[SWITCH]: 'false'}}});
    assert.throws(() => applyOperations(annotated, operations), {name: 'OperationRefused'});
  });

  it('is claimed by the policy that told, and kept by nobody once that is gone', () => {
    const after = carriedOut(workload('Deployment', APP, {template: ASKED}), RULES);
    const older = policy({...RULES, key: 'shop/b', name: 'b', createdAt: '2020-01-01T00:00:00Z'});
    assert.equal(governingPolicy(after, [older, RULES], NO_FACTS)?.key, 'shop/shop');
    const [finding] = unclaimed(after, [policy()], NO_FACTS);
    assert.match(finding?.message ?? '', /\(Istio\)/);
  });
});

function carriedOut(before: Workload, by: Policy): Workload {
  const decision = plan(before, by, NO_FACTS);
  assert.ok(decision.type === 'Delegate' || decision.type === 'Convert', decision.type);
  return written(before, objectOperations(before, decision.conversion, MARKS));
}

/** The workload once its object is changed like that. */
function written(before: Workload, operations: Parameters<typeof applyOperations>[1]): Workload {
  return workloadOf(before.kind, applyOperations(objectFrom(before), operations));
}

function objectFrom({kind, metadata, template}: Workload): JsonObject {
  const layouts: Readonly<Partial<Record<WorkloadKind, JsonObject>>> = {
    CronJob: {spec: {jobTemplate: {spec: {template}}}},
    Pod: {spec: template.spec},
  };
  return {metadata, ...(layouts[kind] ?? {spec: {template}})};
}
