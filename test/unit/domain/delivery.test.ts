import assert from 'node:assert/strict';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {deliveryOf} from '../../../src/domain/delivery.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import type {WorkloadKind} from '../../../src/domain/workload.ts';
import {podSpec, policy, workload} from '../../support/builders.ts';

const APPLIED = {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}'}};
const CONTROLLED = {ownerReferences: [{kind: 'Tenant', controller: true}]};

function delivery(
  want: Policy['conversion']['delivery'],
  metadata: JsonObject = {},
  kind: WorkloadKind = 'Deployment',
) {
  const base = policy();
  return deliveryOf(workload(kind, podSpec(), {metadata}), {...base, conversion: {...base.conversion, delivery: want}});
}

describe('deliveryOf', () => {
  it('Auto: the template of what nobody applies again', () => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const) {
      assert.equal(delivery('Auto', {}, kind), 'Template');
    }
  });

  it('Auto: the pods of what a tool applies or a controller owns', () => {
    assert.equal(delivery('Auto', APPLIED), 'Pod');
    assert.equal(delivery('Auto', CONTROLLED), 'Pod');
  });

  it('Auto: stays at the template that is converted, whatever marks appear later', () => {
    const annotations = {...APPLIED.annotations, [RECORD_ANNOTATION]: '[{"n":"log","i":1}]'};
    assert.equal(delivery('Auto', {annotations}), 'Template');
  });

  it('Auto: a record without an entry is no conversion', () => {
    const annotations = {...APPLIED.annotations, [RECORD_ANNOTATION]: 'nonsense'};
    assert.equal(delivery('Auto', {annotations}), 'Pod');
  });

  it('does what the policy says outright', () => {
    assert.equal(delivery('Template', APPLIED), 'Template');
    assert.equal(delivery('Pod'), 'Pod');
    assert.equal(delivery('Pod', {annotations: {[RECORD_ANNOTATION]: '[{"n":"log","i":1}]'}}), 'Pod');
  });

  it('is always the pod for Jobs and bare pods: theirs cannot be changed once stored', () => {
    assert.equal(delivery('Template', {}, 'Job'), 'Pod');
    assert.equal(delivery('Auto', {}, 'Pod'), 'Pod');
  });
});
