import assert from 'node:assert/strict';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import type {Conversion} from '../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import {
  failureOperations,
  objectOperations,
  restartOperations,
  reversionOperations,
} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {workloadOf, type WorkloadKind} from '../../../src/domain/workload.ts';
import {NO_SWITCHES} from '../../../src/domain/switches.ts';
import {native, objectOf, podSpec, policy, workload} from '../../support/builders.ts';

const MARKS = {policy: 'shop/shop', convertedAt: '2026-11-24T20:00:00Z'};
const RECORD = '[{"n":"log","i":1}]';
const CONVERTED = {
  'outrigger.dev/policy': 'shop/shop',
  'outrigger.dev/record': RECORD,
  'outrigger.dev/converted-at': MARKS.convertedAt,
};

function conversionOf(kind: WorkloadKind, object: JsonObject): Conversion {
  const facts = {...NO_FACTS, admission: {pods: true, templates: true}};
  const decision = plan(workloadOf(kind, object), policy(), facts);
  assert.ok(decision.type === 'Convert');
  return decision.conversion;
}

function convertedObject(kind: WorkloadKind, object: JsonObject): JsonObject {
  const operations = objectOperations(workloadOf(kind, object), conversionOf(kind, object), MARKS);
  return applyOperations(object, operations) as JsonObject;
}

const nothingToMove: Conversion = {
  delivery: 'Template',
  spec: {},
  rolls: false,
  record: [],
  switches: NO_SWITCHES,
  operations: [],
  rules: [],
};

describe('objectOperations', () => {
  for (const kind of ['Deployment', 'CronJob', 'Pod'] as const) {
    it(`converts a ${kind} where its pod spec lies, and marks the object`, () => {
      const object = objectOf(kind);
      const after = convertedObject(kind, object);
      const {template, metadata} = workloadOf(kind, after);
      assert.deepEqual(template.spec['initContainers'], [native('log')]);
      assert.deepEqual(metadata['annotations'], CONVERTED);
      if (kind !== 'Pod') assert.deepEqual(template.metadata, workloadOf(kind, object).template.metadata);
    });
  }

  it('adds to annotations that are there, and takes away the mark of a failure', () => {
    const annotations = {'a/b': 'c', 'outrigger.dev/failed': '{}'};
    const after = convertedObject('Deployment', objectOf('Deployment', podSpec(), {metadata: {annotations}}));
    assert.deepEqual(objectAt(after, 'metadata', 'annotations'), {'a/b': 'c', ...CONVERTED});
  });

  it('tests that nobody has written annotations since where there were none', () => {
    const object = objectOf('Deployment');
    const operations = objectOperations(workloadOf('Deployment', object), conversionOf('Deployment', object), MARKS);
    const marked = {...object, metadata: {...objectAt(object, 'metadata'), annotations: {other: 'x'}}};
    assert.throws(() => applyOperations(marked, operations), {name: 'OperationRefused'});
  });

  it('tests that the record is still the one that it was planned with', () => {
    const object = objectOf('Deployment', podSpec(), {metadata: {annotations: {a: 'b'}}});
    const operations = objectOperations(workloadOf('Deployment', object), conversionOf('Deployment', object), MARKS);
    const annotations = {a: 'b', 'outrigger.dev/record': '[]'};
    const recorded = {...object, metadata: {...objectAt(object, 'metadata'), annotations}};
    assert.throws(() => applyOperations(recorded, operations), {name: 'OperationRefused'});
  });

  it('leaves the time of the conversion where only the record changes', () => {
    const target = workload('Deployment', podSpec(), {metadata: {annotations: CONVERTED}});
    const update = {...nothingToMove, record: [{n: 'log', i: 0}]};
    assert.deepEqual(objectOperations(target, update, {policy: 'shop/shop'}), [
      {op: 'test', path: '/metadata/annotations/outrigger.dev~1record', value: RECORD},
      {op: 'add', path: '/metadata/annotations/outrigger.dev~1record', value: '[{"n":"log","i":0}]'},
    ]);
  });

  it('takes every mark away with the last entry', () => {
    const target = workload('Deployment', podSpec(), {metadata: {annotations: {...CONVERTED, a: 'b'}}});
    const operations = objectOperations(target, nothingToMove, MARKS);
    assert.deepEqual(
      operations.filter(one => one.op !== 'test'),
      ['policy', 'record', 'converted-at'].map(mark => ({
        op: 'remove',
        path: `/metadata/annotations/outrigger.dev~1${mark}`,
      })),
    );
  });

  it('writes nothing where all is as it should be', () => {
    const target = workload('Deployment', podSpec(), {metadata: {annotations: CONVERTED}});
    assert.deepEqual(objectOperations(target, {...nothingToMove, record: [{n: 'log', i: 1}]}, MARKS), []);
  });
});

describe('reversionOperations', () => {
  it('gives the object back as it was, but for an empty map of annotations', () => {
    const object = objectOf('CronJob');
    const after = workloadOf('CronJob', convertedObject('CronJob', object));
    const operations = reversionOperations(after, reversionOf(after));
    const back = applyOperations(convertedObject('CronJob', object), operations);
    assert.deepEqual(back, {...object, metadata: {...objectAt(object, 'metadata'), annotations: {}}});
  });

  it('leaves the mark that says why it failed', () => {
    const after = workloadOf('Deployment', convertedObject('Deployment', objectOf('Deployment')));
    const operations = reversionOperations(after, reversionOf(after), {failed: '{"reason":"x"}'});
    assert.deepEqual(operations.at(-1), {
      op: 'add',
      path: '/metadata/annotations/outrigger.dev~1failed',
      value: '{"reason":"x"}',
    });
  });

  it('writes nothing to an object without marks', () => {
    const target = workload();
    assert.deepEqual(reversionOperations(target, reversionOf(target)), []);
  });
});

describe('restartOperations', () => {
  const AT = '2026-11-28T10:00:00Z';

  for (const annotations of [
    undefined,
    {},
    {team: 'shop', 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z'},
  ]) {
    it(`restart the pods of a template with ${JSON.stringify(annotations)}, and leave a mark`, () => {
      const object = objectOf('StatefulSet', podSpec(), annotations === undefined ? {} : {template: {annotations}});
      const operations = restartOperations(workloadOf('StatefulSet', object), {at: AT, mark: 'why'});
      const {template, metadata} = workloadOf('StatefulSet', applyOperations(object, operations));
      const after = {...annotations, 'kubectl.kubernetes.io/restartedAt': AT};
      assert.deepEqual(template, {metadata: {labels: {app: 'shop'}, annotations: after}, spec: podSpec()});
      assert.deepEqual(metadata['annotations'], {'outrigger.dev/restarted': 'why'});
    });
  }

  it('are refused where somebody has restarted them meanwhile', () => {
    const operations = restartOperations(workload(), {at: AT, mark: 'why'});
    const annotations = {'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z'};
    const restarted = objectOf('Deployment', podSpec(), {template: {annotations}});
    assert.throws(() => applyOperations(restarted, operations), {name: 'OperationRefused'});
  });
});

describe('failureOperations', () => {
  it('leave the mark, and change nothing else', () => {
    const object = objectOf('Deployment', podSpec(), {metadata: {annotations: {team: 'shop'}}});
    const after = applyOperations(object, failureOperations(workloadOf('Deployment', object), 'why'));
    const annotations = {team: 'shop', 'outrigger.dev/failed': 'why'};
    assert.deepEqual(after, {...object, metadata: {...objectAt(object, 'metadata'), annotations}});
  });
});
