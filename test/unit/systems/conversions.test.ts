import assert from 'node:assert/strict';
import {profileById} from '../../../src/domain/catalog/catalog.ts';
import {stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {workaroundsOf, withoutWorkarounds} from '../../../src/domain/workarounds/index.ts';
import type {Workload} from '../../../src/domain/workload.ts';
import {codesOf, planned, plannedUnder} from '../../support/system-plans.ts';
import {INJECTED, systemWorkload, WRITTEN, type System} from '../../support/systems.ts';

/** What is said of the classic manifests, as the pages in docs/systems/ say. */
const SAID: Readonly<
  Record<
    System,
    {readonly findings: readonly string[]; readonly workarounds: readonly string[]; readonly sidecar: string}
  >
> = {
  'fluent-bit': {sidecar: 'fluent-bit', findings: [], workarounds: ['W4 Removable', 'W4 Removable']},
  vector: {sidecar: 'vector', findings: ['LittleBenefit'], workarounds: ['W9 Removable', 'W10 Keep']},
  'otel-collector': {sidecar: 'otel-collector', findings: ['LittleBenefit'], workarounds: ['W9 Removable']},
  'vault-agent': {sidecar: 'vault-agent', findings: ['NoStartupGate'], workarounds: ['W2 Removable']},
  istio: {sidecar: 'istio-proxy', findings: [], workarounds: ['W1 Removable', 'W3 Removable', 'W12 Removable']},
  linkerd: {sidecar: 'linkerd-proxy', findings: [], workarounds: ['W6 Removable']},
};

/** What the page says is for a person to take out beside it. */
const BY_HAND: Readonly<Partial<Record<System, string>>> = {linkerd: 'config.linkerd.io/proxy-admin-shutdown'};

describe('the classic manifest of', () => {
  for (const system of WRITTEN) {
    const {sidecar, findings, workarounds} = SAID[system];
    const classic = systemWorkload(system, 'classic');
    const native = systemWorkload(system, 'native');

    it(`${system} becomes the native one, without what has become useless`, () => {
      const decision = plannedUnder(system, classic);
      assert.equal(decision.type, 'Convert');
      const {spec} = decision.conversion;
      const {metadata} = classic.template;
      const after = withoutWorkarounds({...classic, template: {metadata, spec}}, new Set([sidecar]));
      assert.deepEqual(after.spec, native.template.spec);
      assert.deepEqual(native.template.metadata, metadata);
    });

    it(`${system} gives just the findings of its page`, () => {
      const decision = planned(classic);
      assert.deepEqual([decision.type, codesOf(decision)], ['Convert', findings]);
      assert.deepEqual(told(classic, [sidecar]), workarounds);
    });
  }

  for (const system of INJECTED) {
    const classic = systemWorkload(system, 'classic');
    const native = systemWorkload(system, 'native');
    const {workarounds} = SAID[system];

    it(`${system} has no sidecar to move, and its injector is told`, () => {
      const decision = planned(classic);
      assert.ok(decision.type === 'Delegate');
      assert.deepEqual(decision.conversion.spec, classic.template.spec);
      assert.deepEqual(codesOf(decision), ['InjectorSwitch']);
      assert.ok(decision.conversion.switches.set.includes(switchOf(system)));
    });

    it(`${system} becomes the native one by its own switch, without what has become useless`, () => {
      const switched = withAnnotations(classic, {...annotationsIn(classic), [switchOf(system)]: 'true'});
      assert.deepEqual(told(switched, []), workarounds);
      const after = withoutWorkarounds(switched, new Set());
      const {[BY_HAND[system] ?? '']: _, ...annotations} = stringMapAt(after.metadata, 'annotations');
      assert.deepEqual({...after, metadata: {...after.metadata, annotations}}, native.template);
    });

    it(`${system} has only advice as long as the switch is not set`, () => {
      assert.deepEqual(
        told(classic, []),
        workarounds.map(one => one.replace('Removable', 'Advice')),
      );
    });
  }
});

describe('the native manifest of', () => {
  for (const system of WRITTEN) {
    it(`${system} is native already, and nothing is left to remove`, () => {
      const native = systemWorkload(system, 'native');
      assert.equal(plannedUnder(system, native).type, 'AlreadyNative');
      assert.ok(told(native, [SAID[system].sidecar]).every(one => !one.endsWith('Removable')));
    });
  }

  for (const system of INJECTED) {
    it(`${system} has nothing left to remove`, () => assert.deepEqual(told(systemWorkload(system, 'native'), []), []));
  }
});

function told(workload: Workload, sidecars: readonly string[]): readonly string[] {
  return workaroundsOf(workload, new Set(sidecars)).map(({id, verdict}) => `${id} ${verdict}`);
}

/** The newest annotation of the product's own. */
function switchOf(system: System): string {
  const way = profileById(system)?.injector?.native.find(one => 'annotation' in one);
  assert.ok(way !== undefined && 'annotation' in way);
  return way.annotation;
}

function annotationsIn({template}: Workload): Readonly<Record<string, string>> {
  return stringMapAt(template.metadata, 'annotations');
}

function withAnnotations(workload: Workload, annotations: JsonObject): Workload {
  const {metadata, spec} = workload.template;
  return {...workload, template: {metadata: {...metadata, annotations}, spec}};
}
