import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {container, native, podSpec, workload} from '../../support/builders.ts';

const SPEC = podSpec([container('app')], {initContainers: [native('log'), native('db')]});
const RECORD = {'outrigger.dev/record': '[{"n":"log","i":1},{"n":"db","i":1}]'};
const reverted = (annotations: JsonObject) => reversionOf(workload('Deployment', SPEC, {metadata: {annotations}})).spec;

describe('reversionOf', () => {
  it('undoes what the workload’s record says', () => {
    assert.deepEqual(reverted(RECORD), podSpec(['app', 'log', 'db'].map(name => container(name))));
  });

  it('leaves what has no record', () => {
    assert.deepEqual(reverted({}), SPEC);
  });

  it('leaves a sidecar that the applied manifest declares native: its next apply would bring it back a second time', () => {
    const applied = {spec: {template: {spec: podSpec([container('app')], {initContainers: [native('log')]})}}};
    const annotations = {...RECORD, 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied)};
    assert.deepEqual(
      reverted(annotations),
      podSpec([container('app'), container('db')], {initContainers: [native('log')]}),
    );
  });
});
