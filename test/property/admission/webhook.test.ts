import assert from 'node:assert/strict';
import fc from 'fast-check';
import {operationsFor} from '../../../src/admission/webhook/operations-for.ts';
import {readReview} from '../../../src/admission/webhook/review.ts';
import {specOperations} from '../../../src/admission/webhook/spec-operations.ts';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {keep} from '../../../src/domain/keep/keep.ts';
import {planPod} from '../../../src/domain/pods/plan-pod.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import {podSpecKeys, workloadOf} from '../../../src/domain/workload.ts';
import {podSpec, podSpecWithCopies, rules} from '../../support/arbitraries.ts';
import {brokenObject} from '../../support/broken-arbitraries.ts';
import {objectOf, policy, rule} from '../../support/builders.ts';
import {anyJson} from '../../support/json-arbitraries.ts';
import {createdPod} from '../../support/pod-arbitraries.ts';
import {podPolicies} from '../../support/pod-policy-arbitraries.ts';
import {asPod, review, worldOf, type Reviewed} from '../../support/reviews.ts';
import {applied, converted, marksOf} from '../../support/updates.ts';

const FACTS = {...NO_FACTS, server: {major: 1, minor: 30}, admission: {pods: true, templates: true}};

/** As it is sent. */
function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A write to a converted workload; with `copies` it brings the native ones as well, as an apply does. */
function written() {
  return fc.record({
    kind: fc.constantFrom(...TEMPLATE_KINDS),
    spec: podSpec(),
    rules: rules(),
    manager: fc.constantFrom('kubectl-client-side-apply', 'kubectl-patch', 'outrigger', ''),
    copies: fc.boolean(),
  });
}

function answered(reviewed: Reviewed, world: ReturnType<typeof worldOf>): JsonObject {
  const read = readReview(review(reviewed));
  assert.ok(read.type === 'Request');
  return objectAt({object: applyOperations(reviewed.object, operationsFor(read.request, world))}, 'object');
}

describe('laws of the webhook', () => {
  it('a pod becomes what planPod says', () => {
    let changed = 0;
    fc.assert(
      fc.property(createdPod(), podPolicies('shop'), (created, policies) => {
        const pod = asPod(created);
        const here = {...pod, metadata: {...objectAt(pod, 'metadata'), namespace: 'shop'}};
        const planned = planPod(here, policies, FACTS);
        const answer = answered({operation: 'CREATE', object: pod}, worldOf(policies, {facts: FACTS}));
        if (planned === undefined) return assert.deepEqual(answer, pod);
        changed++;
        assert.deepEqual(sent(answer['spec']), sent(planned.spec));
        const before = stringMapAt(pod, 'metadata', 'annotations');
        assert.deepEqual(stringMapAt(answer, 'metadata', 'annotations'), {...before, ...planned.annotations});
      }),
      {numRuns: 600},
    );
    assert.ok(changed > 60, String(changed));
  });

  it('a write to a converted workload becomes what keep says', function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(written(), ({kind, spec, rules, manager, copies}) => {
        const before = converted(kind, spec, rules);
        const metadata = {annotations: marksOf(before.record)};
        const oldObject = objectOf(kind, before.spec, {metadata});
        const object = objectOf(kind, copies ? applied(before) : before.classic, {metadata});
        const [old, now] = [workloadOf(kind, oldObject), workloadOf(kind, object)];
        const kept = keep({old, now, manager, namespaceLabels: {}});
        const answer = answered({operation: 'UPDATE', object, oldObject, manager}, worldOf([]));
        assert.deepEqual(sent(objectAt(answer, ...podSpecKeys(kind))), sent(kept.spec));
        assert.deepEqual(stringMapAt(answer, 'metadata', 'annotations'), kept.annotations);
      }),
      {numRuns: 1000},
    );
  });

  it('operations make of one pod spec any other', () => {
    fc.assert(
      fc.property(podSpecWithCopies(), podSpecWithCopies(), (before, after) => {
        const made = applyOperations({spec: before}, specOperations('/spec', before, after));
        assert.deepEqual(sent(made), sent({spec: after}));
      }),
    );
  });

  it('no object, however broken, makes it throw, and its patch fits', () => {
    const subjects = ['Pod', ...TEMPLATE_KINDS] as const;
    const policies = [policy({sidecars: [rule({names: ['*']})]})];
    fc.assert(
      fc.property(fc.constantFrom(...subjects), brokenObject(), brokenObject(), (kind, object, oldObject) => {
        const apiVersion = kind === 'Pod' ? 'v1' : kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
        const whole = {...objectAt({object}, 'object'), apiVersion, kind};
        const old = objectAt({oldObject}, 'oldObject');
        const operation = kind === 'Pod' ? 'CREATE' : 'UPDATE';
        answered({operation, object: whole, oldObject: old}, worldOf(policies, {facts: FACTS}));
      }),
    );
  });

  it('anything can be read as a review', () => {
    fc.assert(
      fc.property(anyJson(), value => {
        assert.notEqual(readReview(value).type, 'Request');
        readReview({apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: value});
      }),
    );
  });
});
