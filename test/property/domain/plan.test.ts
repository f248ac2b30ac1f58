import assert from 'node:assert/strict';
import fc from 'fast-check';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import type {Conversion, Decision} from '../../../src/domain/decision.ts';
import {isObject, objectAt, sameJson, type JsonObject} from '../../../src/domain/json.ts';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import {objectOperations, reversionOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {podSpecKeys, workloadOf, type WorkloadKind} from '../../../src/domain/workload.ts';
import {kind, podSpecWithCopies, policy, workloadObject} from '../../support/arbitraries.ts';
import {brokenObject, facts} from '../../support/broken-arbitraries.ts';
import {anyJson} from '../../support/json-arbitraries.ts';
import {stored} from '../../support/pod-spec-laws.ts';

const KEPT: Facts = {...NO_FACTS, admission: {pods: true, templates: true}};

interface Written {
  readonly kind: WorkloadKind;
  readonly object: JsonObject;
}

/** What would be written; undefined: nothing. */
function changeIn(decision: Decision): Conversion | undefined {
  if (decision.type === 'Convert') return decision.conversion;
  if (decision.type === 'Delegate') return decision.conversion.rolls ? decision.conversion : undefined;
  return decision.type === 'AlreadyNative' ? decision.update : undefined;
}

/** What the API server would have after the plan was carried out; undefined: there was nothing to write. */
function carriedOut({kind, object}: Written, policy: Policy): Written | undefined {
  const workload = workloadOf(kind, object);
  const decision = plan(workload, policy, KEPT);
  const conversion = changeIn(decision);
  if (conversion === undefined) return undefined;
  const operations = objectOperations(workload, conversion, {policy: policy.key, convertedAt: '2026-01-01T00:00:00Z'});
  return {kind, object: asStored(kind, applyOperations(object, operations) as JsonObject)};
}

function asStored(kind: WorkloadKind, object: JsonObject): JsonObject {
  const path = `/${podSpecKeys(kind).join('/')}`;
  const spec = stored(objectAt(object, ...podSpecKeys(kind)));
  return applyOperations(object, [{op: 'replace', path, value: spec}]) as JsonObject;
}

/** Without what a server does not keep: empty annotations. */
function bare(object: JsonObject): JsonObject {
  const {annotations, ...metadata} = objectAt(object, 'metadata');
  const some = isObject(annotations) && Object.keys(annotations).length > 0;
  return {...object, metadata: {...metadata, ...(some && {annotations})}};
}

describe('laws of the plan', () => {
  it('what has been converted is native, and there is nothing left to write', () => {
    fc.assert(
      fc.property(workloadObject(podSpecWithCopies()), policy(), (written, policy) => {
        const after = carriedOut(written, policy);
        if (after === undefined) return;
        const decision = plan(workloadOf(after.kind, after.object), policy, KEPT);
        assert.ok(decision.type === 'AlreadyNative' || decision.type === 'Delegate');
        assert.equal(changeIn(decision), undefined);
      }),
    );
  });

  it('a change of the policy is carried out in one step', () => {
    fc.assert(
      fc.property(workloadObject(), policy(), policy(), (written, before, now) => {
        const first = carriedOut(written, before) ?? written;
        const second = carriedOut(first, now) ?? first;
        const decision = plan(workloadOf(second.kind, second.object), now, KEPT);
        assert.ok(decision.type !== 'Convert');
        assert.equal(changeIn(decision), undefined);
      }),
    );
  });

  it('a reversion gives back the whole object as it was', () => {
    fc.assert(
      fc.property(workloadObject(), policy(), (written, policy) => {
        const before = asStored(written.kind, written.object);
        const after = carriedOut({...written, object: before}, policy);
        if (after === undefined) return;
        const workload = workloadOf(after.kind, after.object);
        const operations = reversionOperations(workload, reversionOf(workload));
        const back = asStored(after.kind, applyOperations(after.object, operations) as JsonObject);
        assert.ok(sameJson(bare(back), bare(before)));
      }),
    );
  });

  it('it has an answer to any JSON', () => {
    const policies = fc.oneof(policy(), anyPolicy());
    fc.assert(
      fc.property(kind(), brokenObject(), policies, facts(), (kind, object, policy, facts) => {
        const workload = workloadOf(kind, object);
        const decision = plan(workload, policy, facts);
        if (decision.type === 'Convert') applyOperations(workload.template.spec, decision.conversion.operations);
        reversionOperations(workload, reversionOf(workload));
      }),
      {numRuns: 1000},
    );
  });
});

/** A policy made of any JSON, which selects more often than not. */
function anyPolicy(): fc.Arbitrary<Policy> {
  const sidecar = fc.record(
    {
      match: fc.constant({names: ['log', 'x']}),
      position: anyJson(),
      startup: fc.oneof(anyJson(), probeStartup()),
      preStop: anyJson(),
    },
    {requiredKeys: ['match']},
  );
  const spec = fc.record({
    target: fc.oneof(fc.constant({}), anyJson()),
    sidecars: fc.array(fc.oneof(sidecar, anyJson()), {maxLength: 3}),
    conversion: anyJson(),
  });
  const metadata = fc.constant({name: 'shop', namespace: 'shop'});
  return fc.oneof(fc.record({metadata, spec}), anyJson()).map(object => parsePolicy('SidecarPolicy', object));
}

function probeStartup(): fc.Arbitrary<unknown> {
  return fc.record({gate: fc.constantFrom('Probe', 'Readiness', 'Auto'), timeoutSeconds: anyJson(), probe: anyJson()});
}
