import assert from 'node:assert/strict';
import {isWorkloadKind, podSpecPointer, WORKLOAD_KINDS, workloadKey, workloadOf} from '../../../src/domain/workload.ts';
import {objectOf, podSpec, workload} from '../../support/builders.ts';

describe('workloadOf', () => {
  for (const kind of WORKLOAD_KINDS) {
    it(`finds metadata, template and pod spec of a ${kind}`, () => {
      const {metadata, template} = workloadOf(kind, objectOf(kind, podSpec(), {template: {labels: {tier: 'a'}}}));
      assert.equal(metadata['name'], 'shop');
      assert.deepEqual(template.spec['containers'], podSpec()['containers']);
      if (kind !== 'Pod') assert.deepEqual(template.metadata['labels'], {tier: 'a'});
    });
  }

  it('gives a bare pod its own metadata for the template’s', () => {
    assert.deepEqual(workload('Pod').template.metadata, workload('Pod').metadata);
  });

  it('finds the Job of a Job and of a CronJob', () => {
    for (const kind of ['Job', 'CronJob'] as const) {
      assert.equal(workload(kind, podSpec(), {spec: {backoffLimit: 3}}).job?.['backoffLimit'], 3);
    }
    assert.equal(workload('Deployment').job, undefined);
  });

  it('reads what is missing or malformed as empty', () => {
    for (const object of [undefined, null, 'x', [], {spec: []}, {spec: {template: 7}, metadata: 'x'}]) {
      assert.deepEqual(workloadOf('Deployment', object), {
        kind: 'Deployment',
        metadata: {},
        template: {metadata: {}, spec: {}},
      });
    }
  });
});

describe('podSpecPointer', () => {
  it('is where the pod spec lies', () => {
    assert.equal(podSpecPointer('Deployment'), '/spec/template/spec');
    assert.equal(podSpecPointer('CronJob'), '/spec/jobTemplate/spec/template/spec');
    assert.equal(podSpecPointer('Pod'), '/spec');
  });
});

describe('workloadKey', () => {
  it('is Kind/namespace/name', () => {
    assert.equal(workloadKey(workload('Job')), 'Job/shop/shop');
    assert.equal(workloadKey({kind: 'Job', metadata: {}}), 'Job//');
  });
});

describe('isWorkloadKind', () => {
  it('knows the six kinds and no other', () => {
    assert.equal(isWorkloadKind('CronJob'), true);
    assert.equal(isWorkloadKind('ReplicaSet'), false);
    assert.equal(isWorkloadKind('constructor'), false);
  });
});
