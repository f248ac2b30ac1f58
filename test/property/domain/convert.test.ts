import assert from 'node:assert/strict';
import fc from 'fast-check';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import {convert} from '../../../src/domain/convert.ts';
import type {Conversion} from '../../../src/domain/decision.ts';
import {objectsAt, sameJson, type JsonObject} from '../../../src/domain/json.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import type {RecordEntry} from '../../../src/domain/record.ts';
import {revert} from '../../../src/domain/revert.ts';
import {select} from '../../../src/domain/select.ts';
import {podSpec, podSpecWithCopies, rule, rules} from '../../support/arbitraries.ts';
import {effectiveCpu, essences, namesIn, qosClass, sameMembers, stored} from '../../support/pod-spec-laws.ts';

type Converted = Omit<Conversion, 'delivery' | 'switches'>;

function converted(spec: JsonObject, rules: readonly SidecarRule[], record: readonly RecordEntry[] = []): Converted {
  return convert({spec, selection: select(spec, rules), record, managersOf: () => []});
}

const isNative = (one: JsonObject): boolean => one['restartPolicy'] === 'Always';

describe('laws of conversion', () => {
  it('converting twice is converting once', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), rules(), (spec, rules) => {
        const once = converted(spec, rules);
        const twice = converted(once.spec, rules, once.record);
        assert.deepEqual(twice.spec, once.spec);
        assert.deepEqual(twice.record, once.record);
        assert.deepEqual(twice.operations, []);
        assert.equal(twice.rolls, false);
      }),
    );
  });

  it('converting twice is converting once, also when the API server has filled in its defaults between', () => {
    fc.assert(
      fc.property(podSpec(), rules(), (spec, rules) => {
        const once = converted(stored(spec), rules);
        const twice = converted(stored(once.spec), rules, once.record);
        assert.deepEqual(twice.operations, []);
        assert.deepEqual(twice.record, once.record);
      }),
    );
  });

  it('reverting a conversion gives back what was there', () => {
    fc.assert(
      fc.property(podSpec(), rules(), (spec, rules) => {
        const {spec: after, record} = converted(spec, rules);
        const back = revert(after, record);
        assert.ok(sameJson(back.spec, spec));
        assert.deepEqual(back.notes, []);
      }),
    );
  });

  it('reverting a stored conversion gives back what was stored', () => {
    fc.assert(
      fc.property(podSpec(), rules(), (spec, rules) => {
        const before = stored(spec);
        const {spec: after, record} = converted(before, rules);
        const back = revert(stored(after), record);
        assert.ok(sameJson(stored(back.spec), before));
        assert.deepEqual(back.notes, []);
      }),
    );
  });

  it('of a container in both lists the one in containers remains, and reverting gives it back', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), rules(), (spec, rules) => {
        const chosen = new Set(select(spec, rules).candidates.map(candidate => candidate.name));
        const current = withoutCopies(spec, chosen);
        const {spec: after, record} = converted(spec, rules);
        assert.ok(sameMembers(essences(after), essences(current)));
        assert.ok(sameJson(revert(after, record).spec, current));
      }),
    );
  });

  it('nothing is lost and nothing is added but our own fields', () => {
    fc.assert(
      fc.property(podSpec(), rules(), (spec, rules) => {
        const {spec: after} = converted(spec, rules);
        const {containers: _c, initContainers: _i, ...rest} = spec;
        const {containers: _ac, initContainers: _ai, ...restAfter} = after;
        assert.ok(sameJson(restAfter, rest));
        assert.ok(sameMembers(essences(after), essences(spec)));
        const mains = select(spec, rules).mains.map(main => main.container);
        assert.deepEqual(objectsAt(after, 'containers'), mains);
      }),
    );
  });

  it('the relative order of main containers, of init containers and of the sidecars of one side is kept', () => {
    fc.assert(
      fc.property(podSpec(), rules(), (spec, rules) => {
        const {candidates} = select(spec, rules);
        const {spec: after, record} = converted(spec, rules);
        const moved = new Set(candidates.map(candidate => candidate.name));
        const init = namesIn(after, 'initContainers');
        assert.deepEqual(
          init.filter(name => !moved.has(name)),
          namesIn(spec, 'initContainers'),
        );
        for (const side of [1, undefined]) {
          const names = record.filter(entry => entry.b === side).map(entry => entry.n);
          assert.deepEqual(
            init.filter(name => names.includes(name)),
            names,
          );
        }
      }),
    );
  });

  it('AfterInit is behind every regular init container, BeforeInit before all but the network ones', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), rules(), (spec, rules) => {
        const {spec: after, record} = converted(spec, rules);
        const init = objectsAt(after, 'initContainers');
        for (const {n, b} of record) {
          const behind = init.slice(init.findIndex(one => one['name'] === n)).filter(one => !isNative(one));
          if (b === undefined) assert.deepEqual(behind, []);
          else assert.ok(behind.every(one => !['istio-init', 'linkerd-init'].includes(String(one['name']))));
        }
      }),
    );
  });

  it('AfterInit leaves the effective requests and the QoS class as they are (E30, E32)', () => {
    const afterInit = rules().map(all => all.map(rule => ({...rule, position: 'AfterInit' as const})));
    fc.assert(
      fc.property(podSpec(), afterInit, (spec, rules) => {
        const after = converted(spec, rules).spec;
        assert.equal(effectiveCpu(after), effectiveCpu(spec));
        assert.equal(qosClass(after), qosClass(spec));
      }),
    );
  });

  it('the operations make of the pod spec what the conversion says', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), rules(), (spec, rules) => {
        const conversion = converted(spec, rules);
        assert.deepEqual(applyOperations(spec, conversion.operations), conversion.spec);
        const back = revert(conversion.spec, conversion.record);
        assert.deepEqual(applyOperations(conversion.spec, back.operations), back.spec);
      }),
    );
  });

  it('other rules reach what is converted in one step', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), rules(), rules(), (spec, before, now) => {
        const first = converted(stored(spec), before);
        const second = converted(stored(first.spec), now, first.record);
        const third = converted(stored(second.spec), now, second.record);
        assert.deepEqual(third.operations, []);
        assert.deepEqual(third.record, second.record);
      }),
    );
  });

  it('settings that change later come out as if they had been there at once, and can be undone', () => {
    const both = rules().chain(before => fc.tuple(fc.constant(before), fc.tuple(...before.map(withOtherSettings))));
    fc.assert(
      fc.property(podSpec(), both, (spec, [before, now]) => {
        const first = converted(spec, before);
        const second = converted(first.spec, now, first.record);
        const atOnce = converted(spec, now);
        assert.ok(sameMembers(objectsAt(second.spec, 'initContainers'), objectsAt(atOnce.spec, 'initContainers')));
        assert.ok(sameJson(revert(second.spec, second.record).spec, spec));
      }),
    );
  });
});

function withoutCopies(spec: JsonObject, names: ReadonlySet<string>): JsonObject {
  const {initContainers, ...rest} = spec;
  const kept = objectsAt({initContainers}, 'initContainers').filter(one => !names.has(String(one['name'])));
  return {...rest, ...(kept.length > 0 && {initContainers: kept})};
}

function withOtherSettings(before: SidecarRule): fc.Arbitrary<SidecarRule> {
  return rule().map(({startup, preStop, position}) => {
    const {position: _position, ...what} = before;
    return {...what, startup, preStop, ...(position !== undefined && {position})};
  });
}
