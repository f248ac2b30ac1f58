import assert from 'node:assert/strict';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {reachesNamespace, reinvokedWebhooksOf} from '../../../../src/domain/surroundings/reinvoked-webhook.ts';

const PODS = {operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: '*'};

function configuration(webhook: JsonObject, labels: JsonObject = {}): JsonObject {
  const one = {name: 'pods.example.com', reinvocationPolicy: 'IfNeeded', rules: [PODS], ...webhook};
  return {metadata: {name: 'injector', labels}, webhooks: [one]};
}

function namesOf(object: JsonObject): readonly string[] {
  return reinvokedWebhooksOf(object).map(({name}) => name);
}

describe('webhooks that are asked about a pod a second time', () => {
  it('are those with IfNeeded that are about new pods, by the names of their configuration and their own', () => {
    assert.deepEqual(namesOf(configuration({})), ['injector/pods.example.com']);
  });

  it('are also those about everything', () => {
    const all = {operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*']};
    assert.deepEqual(namesOf(configuration({rules: [all]})), ['injector/pods.example.com']);
  });

  for (const [what, webhook] of [
    ['with Never', {reinvocationPolicy: 'Never'}],
    ['without rules', {rules: []}],
    ['about updates', {rules: [{...PODS, operations: ['UPDATE']}]}],
    ['about other kinds', {rules: [{...PODS, resources: ['services', 'pods/binding']}]}],
    ['about pods of another group', {rules: [{...PODS, apiGroups: ['metrics.k8s.io']}]}],
  ] as const) {
    it(`are none ${what}`, () => {
      assert.deepEqual(namesOf(configuration(webhook)), []);
    });
  }

  it("are none of Outrigger's own", () => {
    assert.deepEqual(namesOf(configuration({}, {'app.kubernetes.io/name': 'outrigger'})), []);
  });

  it('are none in what is no such configuration', () => {
    assert.deepEqual(reinvokedWebhooksOf({webhooks: [null, 7, {rules: 'x'}]}), []);
  });

  it('reach the namespaces that they select', () => {
    const [everywhere] = reinvokedWebhooksOf(configuration({}));
    const selector = {matchExpressions: [{key: 'team', operator: 'Exists'}]};
    const [some] = reinvokedWebhooksOf(configuration({namespaceSelector: selector}));
    assert.ok(everywhere !== undefined && some !== undefined);
    assert.ok(reachesNamespace(everywhere, {}));
    assert.ok(reachesNamespace(some, {team: 'a'}));
    assert.ok(!reachesNamespace(some, {}));
  });
});
