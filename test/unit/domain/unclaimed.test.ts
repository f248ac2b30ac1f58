import assert from 'node:assert/strict';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {unclaimed} from '../../../src/domain/unclaimed.ts';
import {container, native, podSpec, policy, workload} from '../../support/builders.ts';

const spec = podSpec([container('app')], {initContainers: [native('log')]});
const record = {'outrigger.dev/record': '[{"n":"log","i":1}]'};
const found = (policies: readonly Policy[], annotations: JsonObject = record) =>
  unclaimed(workload('Deployment', spec, {metadata: {annotations}}), policies, NO_FACTS).map(({code}) => code);

describe('unclaimed', () => {
  it('tells a conversion that no policy keeps any more', () => assert.deepEqual(found([]), ['Unclaimed']));

  it('tells it of policies that do not enforce', () => {
    const {conversion} = policy();
    assert.deepEqual(found([policy({conversion: {...conversion, mode: 'Audit'}})]), ['Unclaimed']);
  });

  it('is silent where a policy keeps it', () => assert.deepEqual(found([policy()]), []));

  it('is silent on native sidecars that Outrigger did not convert', () => assert.deepEqual(found([], {}), []));
});
