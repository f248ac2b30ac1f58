import assert from 'node:assert/strict';
import {clusterSidecarPolicyCrd, sidecarPolicyCrd, type Crd} from '../../../tools/crd.ts';

/** The two CRDs are written by hand; only what is listed here may differ. */
describe('the two CRDs', () => {
  it('have the same schema but for the description and target.namespaceSelector', () => {
    const cluster = structuredClone(clusterSidecarPolicyCrd().schema) as Editable;
    const namespaced = structuredClone(sidecarPolicyCrd().schema) as Editable;
    const target = cluster.properties.spec.properties.target;

    // A required field cannot lie in an object that has a default.
    assert.deepEqual(cluster.properties.spec.required, ['target', 'sidecars']);
    assert.deepEqual(namespaced.properties.spec.required, ['sidecars']);
    assert.deepEqual(target.required, ['namespaceSelector']);
    assert.deepEqual(namespaced.properties.spec.properties.target.default, {});
    assert.ok(target.properties['namespaceSelector'], 'the cluster kind has target.namespaceSelector');
    cluster.properties.spec.required = namespaced.properties.spec.required;
    target.default = {};
    delete target.required;
    delete target.properties['namespaceSelector'];
    delete cluster.description;
    delete namespaced.description;

    assert.deepEqual(cluster, namespaced);
  });

  it('have the same namespaceSelector as selector but for descriptions and rules', () => {
    const properties = (clusterSidecarPolicyCrd().schema as unknown as Editable).properties.spec.properties.target
      .properties;
    assert.deepEqual(withoutTexts(properties['namespaceSelector']), withoutTexts(properties['selector']));
  });

  it('have the same versions, columns and category', () => {
    assert.deepEqual(withoutNames(clusterSidecarPolicyCrd()), withoutNames(sidecarPolicyCrd()));
  });

  it('have the names, short names and scopes that users type', () => {
    const [namespaced, cluster] = [sidecarPolicyCrd().object, clusterSidecarPolicyCrd().object];
    assert.equal(namespaced.metadata.name, 'sidecarpolicies.outrigger.dev');
    assert.equal(cluster.metadata.name, 'clustersidecarpolicies.outrigger.dev');
    assert.deepEqual([namespaced.spec.scope, namespaced.spec.names['shortNames']], ['Namespaced', ['scp']]);
    assert.deepEqual([cluster.spec.scope, cluster.spec.names['shortNames']], ['Cluster', ['cscp']]);
  });
});

interface Editable {
  description?: string;
  properties: {spec: {required: unknown; properties: {target: EditableTarget}}};
}

interface EditableTarget {
  required?: unknown;
  default?: unknown;
  properties: Record<string, unknown>;
}

function withoutNames({object}: Crd): unknown {
  const [version] = object.spec.versions;
  return {categories: object.spec.names['categories'], version: {...version, schema: undefined}};
}

function withoutTexts(value: unknown): unknown {
  const left = new Set(['description', 'x-kubernetes-validations']);
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (left.has(key) ? undefined : inner)));
}
