import assert from 'node:assert/strict';
import fc from 'fast-check';
import {FIELD_MANAGER, RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {workloadFrom, workloadView} from '../../../src/controllers/views/workload-view.ts';
import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import {printRecord} from '../../../src/domain/record.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import {podSpecWithCopies, policy, record, workloadObject} from '../../support/arbitraries.ts';
import {brokenObject, facts} from '../../support/broken-arbitraries.ts';

/** What tools leave on an object, whole or partly; last-applied also with a sidecar that is native in Git. */
function marks(): fc.Arbitrary<JsonObject> {
  const applied = {spec: {template: {spec: {initContainers: [{name: 'x', restartPolicy: 'Always'}], containers: []}}}};
  const owned = fc.constantFrom<JsonObject>(
    {'f:containers': {'k:{"name":"x"}': {'.': {}, 'f:image': {}}}},
    {'f:initContainers': {'k:{"name":"x"}': {'.': {}, 'f:image': {}}}},
    {'f:initContainers': {'k:{"name":"x"}': {'.': {}, 'f:restartPolicy': {}}}},
  );
  const fieldsV1 = owned.map(spec => ({'f:spec': {'f:template': {'f:spec': spec}}}));
  const entry = fc
    .tuple(fc.constantFrom('Apply', 'Update'), fieldsV1)
    .map(([operation, fieldsV1]) => ({manager: 'flux', operation, fieldsV1, time: 'x'}));
  return fc.record(
    {
      labels: fc.constantFrom({'argocd.argoproj.io/instance': 'a'}, {'app.kubernetes.io/managed-by': 'Helm'}, {a: 'b'}),
      annotations: fc.record(
        {
          'kubectl.kubernetes.io/last-applied-configuration': fc.constantFrom('{}', 'no json', JSON.stringify(applied)),
          'meta.helm.sh/release-name': fc.constant('shop'),
          [RECORD_ANNOTATION]: record().map(printRecord),
        },
        {requiredKeys: []},
      ),
      managedFields: fc.array(entry, {maxLength: 2}),
      ownerReferences: fc.constantFrom([], [{kind: 'App', name: 'a', controller: true}]),
    },
    {requiredKeys: []},
  );
}

describe('what the store keeps of a workload', () => {
  it('is all that a decision reads: plan says the same of it as of the whole object', () => {
    const whole = fc.tuple(workloadObject(podSpecWithCopies()), marks(), policy(), facts());
    fc.assert(
      fc.property(whole, ([{kind, object}, more, policy, facts]) => {
        const marked = {...object, metadata: {...objectAt(object, 'metadata'), ...more}};
        const kept = workloadFrom(workloadView(kind, marked, FIELD_MANAGER));
        const workload = workloadOf(kind, JSON.parse(JSON.stringify(marked)));
        const decision = plan(workload, policy, facts);
        assert.deepEqual(plan(kept, policy, facts), decision);
        if (decision.type !== 'Convert') return;
        const write = {policy: policy.key, convertedAt: '2026-01-01T00:00:00Z'};
        assert.deepEqual(
          objectOperations(kept, decision.conversion, write),
          objectOperations(workload, decision.conversion, write),
        );
      }),
      {numRuns: 500},
    );
  });

  it('can be made of any JSON', () => {
    fc.assert(
      fc.property(brokenObject(), object => {
        const view = workloadView('Deployment', object, FIELD_MANAGER);
        assert.equal(workloadFrom(view).kind, 'Deployment');
      }),
    );
  });
});
