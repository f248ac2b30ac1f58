import assert from 'node:assert/strict';
import {POD_WEBHOOK, webhookConfiguration} from '../../../../src/admission/webhook/configuration.ts';
import {isAsShipped, settlingOperations, toldBundle} from '../../../../src/admission/webhook/settle-configuration.ts';
import {applyOperations} from '../../../../src/domain/apply-operations.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../../src/domain/json.ts';

const KNOWN = {bundle: 'PEM\n', candidates: "request.namespace == 'shop'"};

function settled(stored: JsonObject, known: Parameters<typeof settlingOperations>[1] = KNOWN): JsonObject {
  return objectAt({object: applyOperations(stored, settlingOperations(stored, known))}, 'object');
}

/** The shipped configuration with other fields of its first webhook. */
function edited(fields: JsonObject): JsonObject {
  const [first, ...rest] = objectsAt(webhookConfiguration(), 'webhooks');
  return {...webhookConfiguration(), webhooks: [{...first, ...fields}, ...rest]};
}

describe('the webhook configuration', () => {
  it('gets the authorities everywhere and the candidates where pods are asked about, once', () => {
    const once = settled(webhookConfiguration());
    assert.equal(toldBundle(once), KNOWN.bundle);
    const [pods, templates] = objectsAt(once, 'webhooks');
    assert.equal(pods?.['name'], POD_WEBHOOK);
    assert.deepEqual(pods['matchConditions'], [{name: 'is-candidate', expression: KNOWN.candidates}]);
    assert.equal(objectsAt(templates, 'matchConditions').length, 2);
    assert.deepEqual(settlingOperations(once, KNOWN), []);
    assert.ok(isAsShipped(once));
  });

  it('keeps the authorities that somebody else writes', () => {
    const others = settled(webhookConfiguration(), {...KNOWN, bundle: 'theirs'});
    assert.equal(toldBundle(settled(others, {...KNOWN, bundle: undefined})), 'theirs');
  });

  it('counts as told only where every webhook knows the authorities', () => {
    const once = settled(webhookConfiguration());
    const [first, ...rest] = objectsAt(once, 'webhooks');
    assert.equal(toldBundle({webhooks: [{...first, clientConfig: {}}, ...rest]}), '');
    assert.equal(toldBundle(webhookConfiguration()), '');
  });

  it('is as shipped wherever the webhook is, and however long is waited', () => {
    assert.ok(isAsShipped(edited({clientConfig: {url: 'https://10.0.0.1/mutate'}, timeoutSeconds: 5})));
  });

  const others: Readonly<Record<string, JsonObject>> = {
    'asks about fewer namespaces': {namespaceSelector: {matchLabels: {team: 'a'}}},
    'does not ask again': {reinvocationPolicy: 'Never'},
    'keeps people from deploying': {failurePolicy: 'Fail'},
    'asks about something else': {rules: []},
  };

  for (const [what, fields] of Object.entries(others)) {
    it(`counts as none where it ${what}`, () => assert.ok(!isAsShipped(edited(fields))));
  }

  it('counts as none where one webhook is missing, or while it is deleted', () => {
    const shipped = webhookConfiguration();
    assert.ok(!isAsShipped({...shipped, webhooks: objectsAt(shipped, 'webhooks').slice(0, 2)}));
    assert.ok(!isAsShipped({...shipped, metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}));
    assert.ok(!isAsShipped({}));
  });
});
