import assert from 'node:assert/strict';
import {convert} from '../../../src/domain/convert.ts';
import type {Conversion} from '../../../src/domain/decision.ts';
import {objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import type {RecordEntry} from '../../../src/domain/record.ts';
import {select} from '../../../src/domain/select.ts';
import {container, native, podSpec, rule} from '../../support/builders.ts';

interface Given {
  readonly spec?: JsonObject;
  readonly rules?: readonly SidecarRule[];
  readonly record?: readonly RecordEntry[];
  readonly managers?: readonly string[];
}

const LOG = [rule({names: ['log']})];

function converted({
  spec = podSpec(),
  rules = LOG,
  record = [],
  managers = [],
}: Given): Omit<Conversion, 'delivery' | 'switches'> {
  return convert({spec, selection: select(spec, rules), record, managersOf: () => managers});
}

const names = (spec: JsonObject, list: string): readonly unknown[] => objectsAt(spec, list).map(one => one['name']);
const initOf = (given: Given): readonly JsonObject[] => objectsAt(converted(given).spec, 'initContainers');

describe('convert', () => {
  it('moves the container in one write and makes it native (E22)', () => {
    const {spec, rolls, record, rules} = converted({});
    assert.deepEqual(spec, {containers: [container('app')], initContainers: [native('log')]});
    assert.equal(rolls, true);
    assert.deepEqual(record, [{n: 'log', i: 1}]);
    assert.deepEqual(rules, [0]);
  });

  it('keeps every field, known or not', () => {
    const fields = {
      ports: [{containerPort: 1}],
      'x-new': {a: [null]},
      ['__proto__']: {b: 1},
      livenessProbe: {exec: {}},
    };
    assert.deepEqual(initOf({spec: podSpec([container('app'), container('log', fields)])}), [native('log', fields)]);
  });

  it('keeps a postStart hook, which goes on holding what starts later (E9)', () => {
    const lifecycle = {postStart: {exec: {command: ['wait']}}};
    assert.deepEqual(initOf({spec: podSpec([container('app'), container('log', {lifecycle})])}), [
      native('log', {lifecycle}),
    ]);
  });

  it('keeps a port that another container declares as well: no more than a warning of the API server (E27)', () => {
    const ports = {ports: [{containerPort: 8080}]};
    const {spec} = converted({spec: podSpec([container('app', ports), container('log', ports)])});
    assert.deepEqual(spec, {containers: [container('app', ports)], initContainers: [native('log', ports)]});
  });

  it('leaves an ephemeral container that debugs the sidecar as it is (E29)', () => {
    const ephemeralContainers = [{name: 'debugger', targetContainerName: 'log'}];
    const {spec} = converted({spec: podSpec(undefined, {ephemeralContainers})});
    assert.deepEqual(spec['ephemeralContainers'], ephemeralContainers);
  });

  it('keeps the readiness probe, by which the sidecar goes on counting for the pod to be ready (E41)', () => {
    const readiness = {readinessProbe: {tcpSocket: {port: 1}}};
    assert.deepEqual(initOf({spec: podSpec([container('app'), container('log', readiness)])}), [
      native('log', readiness),
    ]);
  });

  it('lets no init container run beside the sidecar unless the policy asks for it (E42)', () => {
    const initContainers = ['setup', 'migrate'].map(name => container(name));
    const {spec} = converted({spec: podSpec(undefined, {initContainers})});
    assert.deepEqual(names(spec, 'initContainers'), ['setup', 'migrate', 'log']);
  });

  it('keeps the order of several sidecars (E8)', () => {
    const spec = podSpec(['b', 'app', 'a', 'c'].map(name => container(name)));
    const {spec: after, record} = converted({spec, rules: [rule({names: ['a', 'b', 'c']})]});
    assert.deepEqual(names(after, 'initContainers'), ['b', 'a', 'c']);
    assert.deepEqual(
      record.map(({n, i}) => [n, i]),
      [
        ['b', 0],
        ['a', 1],
        ['c', 1],
      ],
    );
  });

  it('names the rules that govern something, in their order', () => {
    const spec = podSpec(['b', 'app', 'a'].map(name => container(name)));
    const rules = [rule({names: ['a']}), rule({names: ['none']}), rule({names: ['b']})];
    assert.deepEqual(converted({spec, rules}).rules, [0, 2]);
  });

  it('puts BeforeInit before the regular init containers, and says so in the record (E6)', () => {
    const spec = podSpec(undefined, {initContainers: [container('setup')]});
    const {spec: after, record} = converted({spec, rules: [rule({names: ['log'], position: 'BeforeInit'})]});
    assert.deepEqual(names(after, 'initContainers'), ['log', 'setup']);
    assert.deepEqual(record, [{n: 'log', i: 1, b: 1}]);
  });

  it('remembers the Apply managers that own the container', () => {
    assert.deepEqual(converted({managers: ['flux']}).record, [{n: 'log', i: 1, o: ['flux']}]);
  });

  it('takes null for no initContainers', () => {
    assert.deepEqual(initOf({spec: podSpec(undefined, {initContainers: null})}), [native('log')]);
  });

  describe('gate', () => {
    const READY = {tcpSocket: {port: 1}};
    const gated = (gate: SidecarRule['startup'], fields: JsonObject) =>
      converted({
        spec: podSpec([container('app'), container('log', fields)]),
        rules: [rule({names: ['log'], startup: gate})],
      });

    it('derives a startupProbe and remembers how often it tries', () => {
      const {spec, record} = gated({gate: 'Readiness', timeoutSeconds: 60}, {readinessProbe: READY});
      const [log] = objectsAt(spec, 'initContainers');
      assert.deepEqual(log?.['startupProbe'], {...READY, periodSeconds: 1, failureThreshold: 60});
      assert.deepEqual(log['readinessProbe'], READY);
      assert.deepEqual(record, [{n: 'log', i: 1, t: 60}]);
    });

    it('puts an explicit probe in place of an own one, and remembers that one', () => {
      const own = {exec: {command: ['{}']}};
      const {spec, record} = gated({gate: 'Probe', timeoutSeconds: 60, probe: READY}, {startupProbe: own});
      assert.deepEqual(objectsAt(spec, 'initContainers')[0]?.['startupProbe'], {
        ...READY,
        periodSeconds: 1,
        failureThreshold: 60,
      });
      assert.deepEqual(record, [{n: 'log', i: 1, x: 1, p: own}]);
    });

    it('leaves an own startupProbe alone, and has nothing to remember', () => {
      const own = {exec: {command: ['a']}};
      const {spec, record} = gated({gate: 'None', timeoutSeconds: 60}, {startupProbe: own});
      assert.deepEqual(objectsAt(spec, 'initContainers'), [native('log', {startupProbe: own})]);
      assert.deepEqual(record, [{n: 'log', i: 1}]);
    });
  });

  describe('preStop (E13)', () => {
    const hooked = (lifecycle: JsonObject, preStop: SidecarRule['preStop']) =>
      converted({
        spec: podSpec([container('app'), container('log', {lifecycle})]),
        rules: [rule({names: ['log'], preStop})],
      });

    it('drops a pure sleep with the whole lifecycle, which would be empty', () => {
      const {spec, record} = hooked({preStop: {sleep: {seconds: 5}}}, 'Auto');
      assert.deepEqual(objectsAt(spec, 'initContainers'), [native('log')]);
      assert.deepEqual(record, [{n: 'log', i: 1, h: 1, s: 5}]);
    });

    it('leaves the rest of lifecycle', () => {
      const rest = {postStart: {exec: {command: ['a']}}, stopSignal: 'SIGQUIT'};
      const {spec} = hooked({preStop: {sleep: {seconds: 5}}, ...rest}, 'Auto');
      assert.deepEqual(objectsAt(spec, 'initContainers'), [native('log', {lifecycle: rest})]);
    });

    it('Remove drops any hook and remembers it', () => {
      const hook = {httpGet: {path: '/quit', port: 1}};
      assert.deepEqual(hooked({preStop: hook}, 'Remove').record, [{n: 'log', i: 1, h: 1, r: hook}]);
    });
  });

  describe('a container in both lists', () => {
    const spec = podSpec([container('app'), container('log', {image: 'new'})], {
      initContainers: [container('setup'), native('log', {image: 'old'}), native('mesh')],
    });

    it('is the one in containers, in the slot of its old copy', () => {
      assert.deepEqual(converted({spec}).spec, {
        containers: [container('app')],
        initContainers: [container('setup'), native('log', {image: 'new'}), native('mesh')],
      });
    });

    it('leaves no other copy behind, wherever it stands', () => {
      const both = podSpec(
        ['a', 'b', 'app'].map(name => container(name)),
        {
          initContainers: [native('b', {image: 'old'}), native('mesh'), native('a', {image: 'old'}), native('last')],
        },
      );
      const {spec: after} = converted({spec: both, rules: [rule({names: ['a', 'b']})]});
      assert.deepEqual(
        after['initContainers'],
        ['a', 'mesh', 'b', 'last'].map(name => native(name)),
      );
    });

    it('has its entry written anew in the place of the old one, with owners that only that one knew', () => {
      const record = [
        {n: 'log', i: 0, t: 5, o: ['flux']},
        {n: 'mesh', i: 0},
      ];
      assert.deepEqual(converted({spec, record}).record, [
        {n: 'log', i: 1, o: ['flux']},
        {n: 'mesh', i: 0},
      ]);
    });
  });

  describe('the record', () => {
    it('loses entries of containers that are gone, classic, or regular init containers', () => {
      const record = ['gone', 'app', 'setup', 'mesh'].map(n => ({n, i: 0}));
      const spec = podSpec([container('app')], {initContainers: [container('setup'), native('mesh'), native('other')]});
      assert.deepEqual(converted({spec, record}).record, [{n: 'mesh', i: 0}]);
    });

    it('gives the places of those that come back to them in the order of their moves, and appends new ones', () => {
      const spec = podSpec([container('a'), container('b'), container('app')], {initContainers: [native('k')]});
      const record = [
        {n: 'b', i: 3},
        {n: 'k', i: 0},
      ];
      const {record: after} = converted({spec, record, rules: [rule({names: ['a', 'b']})]});
      assert.deepEqual(
        after.map(entry => entry.n),
        ['a', 'k', 'b'],
      );
    });
  });

  describe('what was converted before', () => {
    const spec = podSpec([container('app')], {
      initContainers: [native('log', {readinessProbe: {tcpSocket: {port: 1}}})],
    });
    const record = [{n: 'log', i: 1, o: ['flux']}];

    it('gets today’s settings where it stands', () => {
      const rules = [rule({names: ['log'], startup: {gate: 'Readiness', timeoutSeconds: 9}})];
      const {operations, record: after, rolls} = converted({spec, record, rules});
      const probe = {tcpSocket: {port: 1}, periodSeconds: 1, failureThreshold: 9};
      assert.deepEqual(operations.at(-1), {op: 'add', path: '/initContainers/0/startupProbe', value: probe});
      assert.deepEqual(after, [{n: 'log', i: 1, t: 9, o: ['flux']}]);
      assert.equal(rolls, true);
    });

    it('is guarded by a test of its value where it changes', () => {
      const rules = [rule({names: ['log'], startup: {gate: 'Readiness', timeoutSeconds: 9}})];
      const tests = converted({spec, record, rules}).operations.filter(one => one.op === 'test');
      assert.deepEqual(
        tests.map(one => one.path),
        ['/containers/0/name', '/initContainers/0/name', '/initContainers/0'],
      );
    });

    it('does not disturb one that comes at the same time', () => {
      const both = {...spec, containers: [container('app'), container('db'), container('web')]};
      const {spec: after, operations} = converted({spec: both, record, rules: [rule({names: ['log', 'db']})]});
      assert.deepEqual(names(after, 'containers'), ['app', 'web']);
      assert.deepEqual(names(after, 'initContainers'), ['log', 'db']);
      assert.equal(operations.filter(one => one.op === 'test' && one.path === '/initContainers/0').length, 0);
    });

    it('is left alone where nothing has changed, or no rule governs it any more', () => {
      for (const rules of [LOG, [rule({names: ['other']})]]) {
        const same = converted({spec, record, rules});
        assert.deepEqual([same.operations, same.record, same.rolls], [[], record, false]);
      }
    });

    it('is left alone where it was native already and not ours', () => {
      const rules = [rule({names: ['log'], startup: {gate: 'Readiness', timeoutSeconds: 9}})];
      assert.deepEqual(converted({spec, rules}).operations, []);
    });

    it('moves to the other side', () => {
      const both = {...spec, initContainers: [container('setup'), native('log')]};
      const rules = [rule({names: ['log'], position: 'BeforeInit'})];
      const {spec: after, record: now, operations} = converted({spec: both, record, rules});
      assert.deepEqual(names(after, 'initContainers'), ['log', 'setup']);
      assert.deepEqual(now, [{n: 'log', i: 1, b: 1, o: ['flux']}]);
      assert.deepEqual(operations.at(-1), {op: 'move', from: '/initContainers/1', path: '/initContainers/0'});
    });

    it('takes an own hand-made startupProbe for the container’s own from then on', () => {
      const probe = {exec: {command: ['by hand']}};
      const edited = podSpec([container('app')], {initContainers: [native('log', {startupProbe: probe})]});
      const after = converted({spec: edited, record: [{n: 'log', i: 1, t: 120}]});
      assert.deepEqual([after.operations, after.record, after.rolls], [[], [{n: 'log', i: 1}], false]);
    });
  });

  describe('operations', () => {
    it('test every name, what is moved, and that nobody has written initContainers since', () => {
      assert.deepEqual(converted({}).operations, [
        {op: 'test', path: '/containers/0/name', value: 'app'},
        {op: 'test', path: '/containers/1/name', value: 'log'},
        {op: 'test', path: '/containers/1', value: container('log')},
        {op: 'test', path: '/initContainers', value: null},
        {op: 'add', path: '/initContainers', value: []},
        {op: 'add', path: '/containers/1/restartPolicy', value: 'Always'},
        {op: 'move', from: '/containers/1', path: '/initContainers/-'},
      ]);
    });

    it('test the old copy that they remove', () => {
      const spec = podSpec(undefined, {initContainers: [native('log', {image: 'old'})]});
      const {operations} = converted({spec});
      assert.ok(operations.some(one => one.op === 'test' && one.path === '/initContainers/0'));
      assert.ok(operations.some(one => one.op === 'remove' && one.path === '/initContainers/0'));
    });

    it('never contain a container but in a test', () => {
      const spec = podSpec(undefined, {initContainers: [native('log', {image: 'old'}), container('setup')]});
      const values = converted({spec}).operations.flatMap(one => (one.op === 'add' ? [one.value] : []));
      assert.deepEqual(values, ['Always']);
    });
  });

  describe('what cannot be moved without destroying something stays', () => {
    const cases: readonly [title: string, spec: JsonObject][] = [
      ['a regular init container has its name', podSpec(undefined, {initContainers: [container('log')]})],
      ['two containers have its name', podSpec([container('log'), container('app'), container('log')])],
      ['two old copies have its name', podSpec(undefined, {initContainers: [native('log'), native('log')]})],
      ['initContainers is not a list', podSpec(undefined, {initContainers: {}})],
    ];
    for (const [title, spec] of cases) {
      it(title, () => {
        const after = converted({spec});
        assert.deepEqual([after.spec, after.operations, after.record, after.rolls], [spec, [], [], false]);
      });
    }
  });
});
