import assert from 'node:assert/strict';
import fc from 'fast-check';
import {resourceRise} from '../../../src/domain/checks/resource-rise.ts';
import {convert} from '../../../src/domain/convert.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {fitOf} from '../../../src/domain/fit.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {requestChanges} from '../../../src/domain/requests/request-changes.ts';
import {select} from '../../../src/domain/select.ts';
import {podSpec, rules} from '../../support/arbitraries.ts';
import {qosClass, sameMembers} from '../../support/pod-spec-laws.ts';
import {given} from '../../unit/domain/checks/given.ts';

function converted(spec: JsonObject, rules: readonly SidecarRule[]): JsonObject {
  return convert({spec, selection: select(spec, rules), record: [], managersOf: () => []}).spec;
}

/** Whole numbers, so that sums are exact in any order. */
const amounts = fc.record(
  {
    cpu: fc.integer({min: 0, max: 8}).map(String),
    memory: fc.integer({min: 0, max: 4096}).map(mi => `${mi}Mi`),
    'example.com/gpu': fc.integer({min: 0, max: 2}).map(String),
  },
  {requiredKeys: []},
);
const resources = fc.record({requests: amounts, limits: amounts}, {requiredKeys: []});

/** A pod spec whose containers ask for several resources, as the whole pod may do. */
const spec = podSpec().chain(plain => {
  const lists = (['containers', 'initContainers'] as const).map(list => objectsAt(plain, list));
  const withResources = lists.map(list =>
    fc.tuple(...list.map(one => resources.map((own): JsonObject => ({...one, resources: own})))),
  );
  const ofPod = fc.record({resources, overhead: amounts}, {requiredKeys: []});
  return fc
    .tuple(fc.tuple(...withResources), ofPod)
    .map(([[containers = [], initContainers = []], more]): JsonObject => ({
      ...plain,
      ...more,
      containers,
      ...(initContainers.length > 0 && {initContainers}),
    }));
});

const afterInit = rules().map(all => all.map(rule => ({...rule, position: 'AfterInit' as const})));

describe('laws of requests', () => {
  it('AfterInit leaves what the pod asks for, of every resource (E30, E31)', () => {
    fc.assert(
      fc.property(spec, afterInit, (before, rules) => {
        for (const {resource, before: was, after} of requestChanges(before, converted(before, rules))) {
          assert.equal(after, was, resource);
        }
      }),
    );
  });

  it('AfterInit leaves what quotas and LimitRanges count: limits of the pod, and all of each container (E33)', () => {
    fc.assert(
      fc.property(spec, afterInit, (before, rules) => {
        const after = converted(before, rules);
        for (const change of requestChanges(limitsAsRequests(before), limitsAsRequests(after))) {
          assert.equal(change.after, change.before, change.resource);
        }
        assert.ok(sameMembers(resourcesOf(after), resourcesOf(before)));
      }),
    );
  });

  it('no position changes the QoS class (E32)', () => {
    fc.assert(
      fc.property(spec, rules(), (before, rules) => {
        assert.equal(qosClass(converted(before, rules)), qosClass(before));
      }),
    );
  });

  it('a rise is reported, and only a rise', () => {
    fc.assert(
      fc.property(spec, rules(), (before, rules) => {
        const {candidates} = select(before, rules);
        const after = converted(before, rules);
        const input = given({
          spec: before,
          sidecars: Object.fromEntries(candidates.map(one => [one.name, {position: fitOf(one, {}).position}])),
        });
        const rises = requestChanges(before, after).some(change => change.after > change.before);
        assert.equal(resourceRise.check({...input, converted: after}).length, rises ? 1 : 0);
      }),
    );
  });
});

function limitsAsRequests(spec: JsonObject): JsonObject {
  const swapped = (one: JsonObject): JsonObject => ({
    ...one,
    resources: {requests: objectAt(one, 'resources', 'limits')},
  });
  return {
    ...spec,
    containers: objectsAt(spec, 'containers').map(swapped),
    initContainers: objectsAt(spec, 'initContainers').map(swapped),
  };
}

function resourcesOf(spec: JsonObject): readonly JsonObject[] {
  const all = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  return all.map(one => ({name: one['name'], resources: one['resources']}));
}
