import assert from 'node:assert/strict';
import {mutatingPolicy, mutatingPolicyBinding} from '../../../../src/admission/cel/mutating-policy.ts';

const metadata = {name: 'outrigger.shop.pods', labels: {a: 'b'}, annotations: {}};

describe('mutatingPolicy', () => {
  it('has one mutation, ignores its own failures, and leaves out what is empty', () => {
    const policy = mutatingPolicy({
      metadata,
      match: {resourceRules: []},
      reinvocation: 'IfNeeded',
      conditions: [],
      variables: [{name: 'spec', expression: 'object.spec'}],
      patch: '[]',
    });
    assert.deepEqual(policy, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: {matchPolicy: 'Equivalent', resourceRules: []},
        variables: [{name: 'spec', expression: 'object.spec'}],
        mutations: [{patchType: 'JSONPatch', jsonPatch: {expression: '[]'}}],
      },
    });
  });

  it('is bound by a binding of the same name', () => {
    const namespaceSelector = {matchLabels: {'kubernetes.io/metadata.name': 'shop'}};
    assert.deepEqual(mutatingPolicyBinding(metadata, {namespaceSelector}), {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicyBinding',
      metadata,
      spec: {policyName: 'outrigger.shop.pods', matchResources: {namespaceSelector}},
    });
  });
});
