import assert from 'node:assert/strict';
import type {FindingCode} from '../../../src/api/codes.ts';
import type {Conversion, Decision} from '../../../src/domain/decision.ts';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {printRecord, type RecordEntry} from '../../../src/domain/record.ts';
import type {Workload} from '../../../src/domain/workload.ts';
import {container, native, podSpec, policy, rule, workload} from '../../support/builders.ts';

const FACTS: Facts = {
  ...NO_FACTS,
  server: {major: 1, minor: 36},
  nodes: [],
  admission: {pods: true, templates: true},
};

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const CONVERTED_SPEC = podSpec([container('app')], {initContainers: [native('log')]});

const planned = (target: Workload, from: Policy = policy(), facts = FACTS): Decision => plan(target, from, facts);

function recorded(record: readonly RecordEntry[], spec = CONVERTED_SPEC, annotations: JsonObject = {}): Workload {
  const marks = {'outrigger.dev/record': printRecord(record), ...annotations};
  return workload('Deployment', spec, {metadata: {annotations: marks}});
}

const codes = (decision: Decision): readonly FindingCode[] =>
  decision.type === 'NotSelected' ? [] : decision.findings.map(one => one.code);

function updateOf(decision: Decision): Conversion | undefined {
  assert.ok(decision.type === 'AlreadyNative');
  return decision.update;
}

describe('plan', () => {
  describe('answers NotSelected', () => {
    const cases: readonly [title: string, target: Workload, from: Policy][] = [
      ['outside the target', workload('Deployment', podSpec(), {metadata: {namespace: 'other'}}), policy()],
      ['where no rule matches a container', workload('Deployment', podSpec([container('app')])), policy()],
      ['where an unknown profile is all there is', workload(), policy({sidecars: [rule({profile: 'nobody-knows'})]})],
    ];
    for (const [title, target, from] of cases) {
      it(title, () => {
        assert.deepEqual(planned(target, from), {type: 'NotSelected'});
      });
    }
  });

  describe('answers Convert', () => {
    it('with the conversion, and where it happens', () => {
      const decision = planned(workload());
      assert.ok(decision.type === 'Convert');
      assert.equal(decision.conversion.delivery, 'Template');
      assert.deepEqual(decision.conversion.spec, CONVERTED_SPEC);
      assert.deepEqual(decision.conversion.record, [{n: 'log', i: 1}]);
    });

    it('for the pods where a tool applies the template again', () => {
      const decision = planned(workload('Deployment', podSpec(), {metadata: {annotations: {[LAST_APPLIED]: '{}'}}}));
      assert.ok(decision.type === 'Convert');
      assert.equal(decision.conversion.delivery, 'Pod');
    });

    it('for what the manifest has brought back, with the settings of today (the copy in containers wins)', () => {
      const spec = podSpec([container('app'), container('log', {image: 'new'})], {initContainers: [native('log')]});
      const decision = planned(recorded([{n: 'log', i: 1, t: 5}], spec));
      assert.ok(decision.type === 'Convert');
      assert.deepEqual(decision.conversion.spec['initContainers'], [native('log', {image: 'new'})]);
      assert.deepEqual(decision.conversion.record, [{n: 'log', i: 1}]);
    });

    it('also gives what was converted before today’s settings, so that pods restart once and not twice', () => {
      const READY = {readinessProbe: {tcpSocket: {port: 1}}};
      const spec = podSpec([container('app'), container('db')], {initContainers: [native('log', READY)]});
      const startup = {gate: 'Readiness' as const, timeoutSeconds: 7};
      const decision = planned(
        recorded([{n: 'log', i: 1}], spec),
        policy({sidecars: [rule({names: ['log', 'db'], startup})]}),
      );
      assert.ok(decision.type === 'Convert');
      assert.deepEqual(decision.conversion.record, [
        {n: 'log', i: 1, t: 7},
        {n: 'db', i: 1},
      ]);
    });
  });

  describe('answers Blocked', () => {
    it('with every finding, where one blocks', () => {
      const decision = planned(workload('Deployment', podSpec([container('log')])));
      assert.equal(decision.type, 'Blocked');
      assert.ok(codes(decision).includes('NoMainContainer'));
    });

    it('unless it is acknowledged: then it is still reported, and does not block', () => {
      const ports = [{containerPort: 80, hostPort: 80}];
      const target = workload('Deployment', podSpec([container('app'), container('log', {ports})]));
      assert.equal(planned(target).type, 'Blocked');
      const decision = planned(target, policy({acknowledge: ['HostPort']}));
      assert.equal(decision.type, 'Convert');
      assert.ok(codes(decision).includes('HostPort'));
    });

    it('whatever is acknowledged, where the API server would refuse the result', () => {
      const acknowledge: readonly FindingCode[] = ['NoMainContainer', 'NameTaken'];
      const noMain = workload('Deployment', podSpec([container('log')]));
      assert.equal(planned(noMain, policy({acknowledge})).type, 'Blocked');
      const taken = workload('Deployment', podSpec(undefined, {initContainers: [container('log')]}));
      const decision = planned(taken, policy({acknowledge}));
      assert.equal(decision.type, 'Blocked');
      assert.equal(codes(decision).filter(code => code === 'NameTaken').length, 1);
    });

    const broken: readonly [title: string, spec: JsonObject][] = [
      ['initContainers that are not a list', podSpec(undefined, {initContainers: {}})],
      ['two old copies of one name', podSpec(undefined, {initContainers: [native('log'), native('log')]})],
    ];
    for (const [title, spec] of broken) {
      it(`by NameTaken, with ${title}`, () => {
        const decision = planned(workload('Deployment', spec));
        assert.equal(decision.type, 'Blocked');
        assert.ok(codes(decision).includes('NameTaken'));
      });
    }
  });

  describe('answers AlreadyNative', () => {
    it('where a sidecar was native before us', () => {
      assert.deepEqual(planned(workload('Deployment', CONVERTED_SPEC)), {type: 'AlreadyNative', findings: []});
    });

    it('where it was converted and all is as it should be', () => {
      assert.deepEqual(planned(recorded([{n: 'log', i: 1}])), {type: 'AlreadyNative', findings: []});
    });

    it('where somebody has changed the image of the native sidecar, which is theirs to do (E40)', () => {
      const spec = podSpec([container('app')], {initContainers: [native('log', {image: 'newer'})]});
      assert.deepEqual(planned(recorded([{n: 'log', i: 1}], spec)), {type: 'AlreadyNative', findings: []});
    });

    it('and says that settings are outdated, with the update', () => {
      const spec = podSpec([container('app')], {
        initContainers: [native('log', {readinessProbe: {exec: {command: ['a']}}})],
      });
      const startup = {gate: 'Readiness' as const, timeoutSeconds: 7};
      const decision = planned(
        recorded([{n: 'log', i: 1}], spec),
        policy({sidecars: [rule({names: ['log'], startup})]}),
      );
      assert.deepEqual(codes(decision), ['SettingsOutdated']);
      const update = updateOf(decision);
      assert.equal(update?.rolls, true);
      assert.deepEqual(update.record, [{n: 'log', i: 1, t: 7}]);
    });

    it('without an update to settings that a new conversion would not get either', () => {
      const spec = podSpec([container('app')], {
        initContainers: [native('log', {lifecycle: {preStop: {sleep: {seconds: 5}}}})],
      });
      const decision = planned(recorded([{n: 'log', i: 1}], spec), policy(), {...FACTS, server: {major: 1, minor: 28}});
      assert.equal(updateOf(decision), undefined);
      assert.deepEqual(codes(decision).slice(0, 2), ['SettingsOutdated', 'ServerTooOld']);
    });

    it('but still keeps the record right where settings must wait', () => {
      const spec = podSpec([container('app')], {
        initContainers: [native('log', {lifecycle: {preStop: {sleep: {seconds: 5}}}})],
      });
      const record = [
        {n: 'log', i: 1},
        {n: 'gone', i: 1},
      ];
      const update = updateOf(planned(recorded(record, spec), policy(), {...FACTS, server: {major: 1, minor: 28}}));
      assert.deepEqual([update?.rolls, update?.record], [false, [{n: 'log', i: 1}]]);
    });

    it('with an update of the record alone where a recorded container is gone', () => {
      const decision = planned(
        recorded([
          {n: 'log', i: 1},
          {n: 'gone', i: 0},
        ]),
      );
      assert.deepEqual(codes(decision), []);
      const update = updateOf(decision);
      assert.deepEqual([update?.rolls, update?.record], [false, [{n: 'log', i: 1}]]);
    });

    it('where only a recorded name matches, whose container is gone', () => {
      const update = updateOf(planned(recorded([{n: 'log', i: 1}], podSpec([container('app')]))));
      assert.deepEqual(update?.record, []);
    });

    it('leaves recorded containers that no rule matches any more as they are', () => {
      const spec = podSpec([container('app')], {
        initContainers: [native('old', {lifecycle: {preStop: {sleep: {seconds: 5}}}}), native('log')],
      });
      const decision = planned(
        recorded(
          [
            {n: 'old', i: 0, t: 9},
            {n: 'log', i: 1},
          ],
          spec,
        ),
      );
      assert.deepEqual(decision, {type: 'AlreadyNative', findings: []});
    });

    it('gives up an entry whose container the manifest declares native by now', () => {
      const applied = JSON.stringify({spec: {template: {spec: CONVERTED_SPEC}}});
      const update = updateOf(planned(recorded([{n: 'log', i: 1, t: 120}], CONVERTED_SPEC, {[LAST_APPLIED]: applied})));
      assert.deepEqual([update?.rolls, update?.record], [false, []]);
    });

    it('does not mind how the record is spaced', () => {
      const annotations = {'outrigger.dev/record': '[ {"n": "log", "i": 1} ]'};
      const target = workload('Deployment', CONVERTED_SPEC, {metadata: {annotations}});
      assert.deepEqual(planned(target), {type: 'AlreadyNative', findings: []});
    });
  });
});
