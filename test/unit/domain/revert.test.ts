import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {RecordEntry} from '../../../src/domain/record.ts';
import {revert} from '../../../src/domain/revert.ts';
import {container, native, podSpec} from '../../support/builders.ts';

const PROBE = {tcpSocket: {port: 1}};
const paced = (probe: JsonObject, failureThreshold: number): JsonObject => ({
  ...probe,
  periodSeconds: 1,
  failureThreshold,
});

/** The pod of `app` and the native sidecar `log`, put back by an entry. */
function putBack(fields: JsonObject, entry: Omit<RecordEntry, 'n' | 'i'> = {}) {
  const spec = podSpec([container('app')], {initContainers: [native('log', fields)]});
  const {spec: after, notes} = revert(spec, [{n: 'log', i: 1, ...entry}]);
  return {log: (after['containers'] as JsonObject[])[1], notes};
}

describe('revert', () => {
  it('puts the container back where it was, and the list away that was not there', () => {
    const spec = podSpec([container('app')], {initContainers: [native('log')]});
    const {spec: after, rolls, notes} = revert(spec, [{n: 'log', i: 0}]);
    assert.deepEqual(after, podSpec([container('log'), container('app')]));
    assert.deepEqual([rolls, notes], [true, []]);
  });

  it('keeps initContainers that hold something else', () => {
    const spec = podSpec([container('app')], {initContainers: [container('setup'), native('log')]});
    const {spec: after} = revert(spec, [{n: 'log', i: 1}]);
    assert.deepEqual(after, podSpec(undefined, {initContainers: [container('setup')]}));
  });

  it('undoes the moves from the last to the first', () => {
    const spec = podSpec([container('app')], {initContainers: [native('a'), native('b')]});
    const {spec: after} = revert(spec, [
      {n: 'a', i: 0},
      {n: 'b', i: 0},
    ]);
    assert.deepEqual(after, podSpec(['a', 'b', 'app'].map(name => container(name))));
  });

  it('puts it last where there are fewer containers than there were', () => {
    const spec = podSpec([container('app')], {initContainers: [native('log')]});
    assert.deepEqual(revert(spec, [{n: 'log', i: 9}]).spec, podSpec());
  });

  it('has nothing to do where a container is gone, or a regular init container by now', () => {
    const spec = podSpec([container('app')], {initContainers: [container('log')]});
    const {
      spec: after,
      operations,
      rolls,
    } = revert(spec, [
      {n: 'log', i: 0},
      {n: 'gone', i: 0},
    ]);
    assert.deepEqual([after, operations, rolls], [spec, [], false]);
  });

  it('removes only the native copy where the manifest has brought the container back', () => {
    const spec = podSpec([container('app'), container('log', {image: 'new'})], {initContainers: [native('log')]});
    assert.deepEqual(
      revert(spec, [{n: 'log', i: 0, h: 1, s: 5}]).spec,
      podSpec([container('app'), container('log', {image: 'new'})]),
    );
  });

  it('does nothing to a pod spec without containers', () => {
    const spec = {initContainers: [native('log')]};
    assert.deepEqual(revert(spec, [{n: 'log', i: 0}]).spec, spec);
  });

  describe('startupProbe', () => {
    it('is removed where it is what was derived from the readinessProbe', () => {
      const {log, notes} = putBack({readinessProbe: PROBE, startupProbe: paced(PROBE, 60)}, {t: 60});
      assert.deepEqual([log, notes], [container('log', {readinessProbe: PROBE}), []]);
    });

    it('is removed also where the API server has completed it', () => {
      const stored = {...paced(PROBE, 60), successThreshold: 1, timeoutSeconds: 1};
      assert.deepEqual(
        putBack({livenessProbe: PROBE, startupProbe: stored}, {t: 60}).log,
        container('log', {livenessProbe: PROBE}),
      );
    });

    it('is removed where it is what a profile gives', () => {
      const proxy = {args: ['--health-check', '--http-address=0.0.0.0']};
      const probe = {httpGet: {path: '/startup', port: 9090, scheme: 'HTTP'}};
      assert.deepEqual(putBack({...proxy, startupProbe: paced(probe, 60)}, {t: 60}).log, container('log', proxy));
    });

    const edited: readonly [title: string, fields: JsonObject][] = [
      ['it tries more often than was derived', {readinessProbe: PROBE, startupProbe: paced(PROBE, 90)}],
      ['the readinessProbe has changed', {readinessProbe: {tcpSocket: {port: 2}}, startupProbe: paced(PROBE, 60)}],
      ['there is nothing left to derive from', {startupProbe: paced(PROBE, 60)}],
    ];
    for (const [title, fields] of edited) {
      it(`stays, and is named, where ${title}`, () => {
        const {log, notes} = putBack(fields, {t: 60});
        assert.deepEqual(log, container('log', fields));
        assert.deepEqual(notes, [
          'log keeps its startupProbe, which has been changed since it was derived at the conversion.',
        ]);
      });
    }

    it('stays where the record says that it was the container’s own', () => {
      const fields = {readinessProbe: PROBE, startupProbe: paced(PROBE, 60)};
      assert.deepEqual(putBack(fields), {log: container('log', fields), notes: []});
    });

    it('is removed where it was the policy’s, whatever has become of it', () => {
      assert.deepEqual(putBack({startupProbe: PROBE}, {x: 1}), {log: container('log'), notes: []});
      assert.deepEqual(putBack({}, {x: 1}), {log: container('log'), notes: []});
    });

    it('becomes the one again that the policy’s had replaced', () => {
      const own = {exec: {command: ['own']}};
      assert.deepEqual(putBack({startupProbe: PROBE}, {x: 1, p: own}).log, container('log', {startupProbe: own}));
      assert.deepEqual(putBack({}, {x: 1, p: own}).log, container('log', {startupProbe: own}));
    });
  });

  describe('preStop hook', () => {
    const hook = {exec: {command: ['a']}};

    it('is put back', () => {
      assert.deepEqual(putBack({}, {h: 1, s: 5}).log, container('log', {lifecycle: {preStop: {sleep: {seconds: 5}}}}));
      assert.deepEqual(
        putBack({}, {h: 1, s: ['sleep', '5']}).log,
        container('log', {lifecycle: {preStop: {exec: {command: ['sleep', '5']}}}}),
      );
      assert.deepEqual(putBack({}, {h: 1, r: hook}).log, container('log', {lifecycle: {preStop: hook}}));
    });

    it('joins what else is in lifecycle', () => {
      const lifecycle = {postStart: hook};
      assert.deepEqual(putBack({lifecycle}, {h: 1, s: 5}).log?.['lifecycle'], {
        postStart: hook,
        preStop: {sleep: {seconds: 5}},
      });
    });

    it('is not put back over one that is there now, and that is named', () => {
      const {log, notes} = putBack({lifecycle: {preStop: hook}}, {h: 1, s: 5});
      assert.deepEqual(log, container('log', {lifecycle: {preStop: hook}}));
      assert.deepEqual(notes, ['log keeps the preStop hook that it was given since its conversion.']);
    });

    it('cannot be put back where the record does not say what it was, and that is named', () => {
      const {log, notes} = putBack({}, {h: 1});
      assert.deepEqual(log, container('log'));
      assert.deepEqual(notes, ['log does not get its preStop hook back: the record lacks it.']);
    });
  });

  it('guards every native sidecar that it touches', () => {
    const spec = podSpec([container('app')], {initContainers: [container('setup'), native('a'), native('b')]});
    const {operations} = revert(spec, [
      {n: 'a', i: 0},
      {n: 'b', i: 0},
    ]);
    const values = operations.filter(one => one.op === 'test' && !one.path.endsWith('/name'));
    assert.deepEqual(values, [
      {op: 'test', path: '/initContainers/2', value: native('b')},
      {op: 'test', path: '/initContainers/1', value: native('a')},
    ]);
  });

  it('guards its operations, and the list that it removes against a container that has come since', () => {
    const spec = podSpec([container('app')], {initContainers: [native('log')]});
    assert.deepEqual(revert(spec, [{n: 'log', i: 1}]).operations, [
      {op: 'test', path: '/containers/0/name', value: 'app'},
      {op: 'test', path: '/initContainers/0/name', value: 'log'},
      {op: 'test', path: '/initContainers/0', value: native('log')},
      {op: 'remove', path: '/initContainers/0/restartPolicy'},
      {op: 'move', from: '/initContainers/0', path: '/containers/-'},
      {op: 'test', path: '/initContainers', value: []},
      {op: 'remove', path: '/initContainers'},
    ]);
  });
});
