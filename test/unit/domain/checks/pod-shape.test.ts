import assert from 'node:assert/strict';
import {RECORD_MAX_BYTES} from '../../../../src/api/constants.ts';
import {nameTaken} from '../../../../src/domain/checks/name-taken.ts';
import {noMainContainer} from '../../../../src/domain/checks/no-main-container.ts';
import {recordTooLarge} from '../../../../src/domain/checks/record-too-large.ts';
import {unsupportedField} from '../../../../src/domain/checks/unsupported-field.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {run} from './given.ts';

describe('NoMainContainer', () => {
  it('blocks where the rules match every container (E11)', () => {
    const [message] = run(noMainContainer, {sidecars: {app: {}, log: {}}});
    assert.match(message ?? '', /^spec\.containers: .*every container \(app, log\)/);
  });

  it('is silent where one container is left (E11)', () => assert.deepEqual(run(noMainContainer), []));

  it('is silent where nothing is to be moved', () => assert.deepEqual(run(noMainContainer, {sidecars: {}}), []));
});

describe('NameTaken', () => {
  const containers = [{name: 'app'}, {name: 'log'}];
  const cases: readonly (readonly [string, JsonObject, RegExp | undefined])[] = [
    [
      'blocks a regular init container of that name (E22)',
      {containers, initContainers: [{name: 'log'}]},
      /^spec\.containers\[1\]\.name: A regular init/,
    ],
    [
      'blocks an ephemeral container of that name (E22)',
      {containers, ephemeralContainers: [{name: 'log'}]},
      /ephemeral/,
    ],
    [
      'takes a native copy for an older one of the same sidecar',
      {containers, initContainers: [{name: 'log', restartPolicy: 'Always'}]},
      undefined,
    ],
    ['is silent on other names', {containers, initContainers: [{name: 'setup'}]}, undefined],
  ];
  for (const [title, spec, expected] of cases) {
    it(title, () => {
      const messages = run(nameTaken, {spec});
      if (expected === undefined) assert.deepEqual(messages, []);
      else assert.match(messages.join(), expected);
    });
  }

  it('blocks two containers of one name (E22)', () => {
    const messages = run(nameTaken, {spec: {containers: [{name: 'app'}, {name: 'log'}, {name: 'log'}]}});
    assert.equal(messages.length, 2);
    assert.match(messages[0] ?? '', /Another container is also named log/);
  });
});

describe('UnsupportedField', () => {
  const cases: readonly (readonly [string, JsonObject, number | undefined, string])[] = [
    [
      'blocks restartPolicyRules (E23)',
      {restartPolicy: 'Never', restartPolicyRules: [{action: 'Restart'}]},
      36,
      'restartPolicyRules',
    ],
    ['blocks an own restartPolicy Never (E23)', {restartPolicy: 'Never'}, 36, 'restartPolicy'],
    ['blocks an own restartPolicy OnFailure (E23)', {restartPolicy: 'OnFailure'}, 36, 'restartPolicy'],
    [
      'blocks an own restartPolicy Always, which could not be told from ours (E23)',
      {restartPolicy: 'Always'},
      36,
      'restartPolicy',
    ],
    ['blocks resizePolicy before 1.33 (E24)', {resizePolicy: [{resourceName: 'cpu'}]}, 32, 'resizePolicy'],
    ['passes resizePolicy on 1.33 (E24)', {resizePolicy: [{resourceName: 'cpu'}]}, 33, ''],
    ['passes resizePolicy where the server is not known (E24)', {resizePolicy: [{resourceName: 'cpu'}]}, undefined, ''],
    [
      'passes probes, hooks and ports (E21)',
      {livenessProbe: {}, lifecycle: {stopSignal: 'SIGUSR1'}, ports: [{}]},
      29,
      '',
    ],
  ];
  for (const [title, fields, minor, field] of cases) {
    it(title, () => {
      const spec = {containers: [{name: 'app'}, {name: 'log', ...fields}]};
      const messages = run(unsupportedField, {spec, ...(minor !== undefined && {facts: {server: {major: 1, minor}}})});
      const paths = messages.map(message => message.split(':')[0]);
      assert.deepEqual(paths, field === '' ? [] : [`spec.containers[1].${field}`]);
    });
  }
});

describe('RecordTooLarge', () => {
  it('blocks a record over the limit, in bytes of UTF-8', () => {
    assert.match(run(recordTooLarge, {recordText: 'é'.repeat(RECORD_MAX_BYTES / 2 + 1)}).join(), /takes 8194 bytes/);
  });

  it('passes a record of exactly the limit', () => {
    assert.deepEqual(run(recordTooLarge, {recordText: 'a'.repeat(RECORD_MAX_BYTES)}), []);
  });
});
