import assert from 'node:assert/strict';
import {initOrder} from '../../../../src/domain/checks/init-order.ts';
import {tailNeedsFile} from '../../../../src/domain/checks/tail-needs-file.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {given, run} from './given.ts';

describe('InitOrder', () => {
  const mounted = (name: string, rest: JsonObject = {}) => ({volumeMounts: [{name, mountPath: '/x', ...rest}]});
  const log = {name: 'log', ...mounted('config')};
  const native = {...log, restartPolicy: 'Always'};
  const spec = (volume: JsonObject, setup: JsonObject) => ({
    volumes: [{name: 'config', ...volume}],
    initContainers: [{name: 'setup', ...setup}],
    containers: [{name: 'app'}, log],
  });
  const sidecars = {log: {position: 'BeforeInit'}} as const;
  const found = (before: JsonObject, initContainers: readonly JsonObject[]) =>
    initOrder.check({
      ...given({spec: before, sidecars}),
      converted: {...before, initContainers, containers: [{name: 'app'}]},
    });
  const cases: readonly (readonly [string, JsonObject, JsonObject, boolean])[] = [
    ['blocks a sidecar before what writes its volume (E7)', {emptyDir: {}}, mounted('config'), true],
    ['passes an init container that only reads it (E7)', {emptyDir: {}}, mounted('config', {readOnly: true}), false],
    ['passes a volume that no container can write to (E7)', {configMap: {name: 'c'}}, mounted('config'), false],
    ['passes an init container with other volumes (E7)', {emptyDir: {}}, mounted('data'), false],
    ['blocks a volume that stays longer than the pod (E7)', {persistentVolumeClaim: {}}, mounted('config'), true],
  ];
  for (const [title, volume, setup, blocks] of cases) {
    it(title, () => {
      const before = spec(volume, setup);
      assert.equal(found(before, [native, {name: 'setup', ...setup}]).length, blocks ? 1 : 0);
    });
  }

  it('passes a sidecar after the init containers, which is the default (E7)', () => {
    assert.deepEqual(run(initOrder, {spec: spec({emptyDir: {}}, mounted('config'))}), []);
  });

  it('passes a native sidecar after it, which prepares nothing (E7)', () => {
    const other = {name: 'setup', restartPolicy: 'Always', ...mounted('config')};
    assert.deepEqual(found(spec({emptyDir: {}}, {}), [native, other]), []);
  });
});

describe('TailNeedsFile', () => {
  const volumeMounts = [{name: 'logs', mountPath: '/var/log/app'}];
  const pod = (fields: JsonObject, app: JsonObject = {volumeMounts}) => ({
    spec: {
      containers: [
        {name: 'app', ...app},
        {name: 'log', volumeMounts, ...fields},
      ],
    },
  });
  const file = '/var/log/app/out.log';
  const cases: readonly (readonly [string, JsonObject, boolean])[] = [
    ['warns of tail -f (E38)', {command: ['tail', '-f', file]}, true],
    ['warns of tail -f in a script (E38)', {command: ['sh', '-c', `tail -n+1 -f ${file}`]}, true],
    ['warns of tail -fn 1 (E38)', {args: ['/bin/sh', '-c', `exec tail -fn 1 ${file}`]}, true],
    ['passes tail -F (E38)', {command: ['tail', '-n', '+1', '-F', file]}, false],
    ['passes tail -f --retry (E38)', {command: ['tail', '-f', '--retry', file]}, false],
    ['passes a file that the app cannot write (E38)', {command: ['tail', '-f', '/var/log/other.log']}, false],
    ['passes tail without -f (E38)', {command: ['tail', '-n', '5', file]}, false],
    [
      'passes a script that waits for the file (E38)',
      {command: ['sh', '-c', `until [ -f ${file} ]; do sleep 1; done; tail -f ${file}`]},
      false,
    ],
  ];
  for (const [title, fields, warns] of cases) {
    it(title, () => assert.equal(run(tailNeedsFile, pod(fields)).length, warns ? 1 : 0));
  }

  it('passes a volume that the app does not mount (E38)', () => {
    assert.deepEqual(run(tailNeedsFile, pod({command: ['tail', '-f', file]}, {})), []);
  });
});
