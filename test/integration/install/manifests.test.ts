import assert from 'node:assert/strict';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {
  FINALIZED_CONDITION,
  GROUP,
  OPERATOR_NAMESPACE,
  RECORD_ANNOTATION,
  REVERT_FINALIZER,
} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {Metrics} from '../../../src/telemetry/metrics.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {ConfigCopy} from '../../support/config-copy.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG, installOutrigger} from './installation.ts';

describe('the manifests', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let manifests: readonly JsonObject[];

  before(async () => {
    cluster = await sharedCluster();
    await installOutrigger(cluster);
    manifests = await build(CONFIG);
  });

  it('change nothing when they are applied again', async () => {
    // Others may have changed something of it, such as the number of replicas.
    await cluster.kubectl(['apply', '--kustomize', CONFIG]);
    const budget = async (): Promise<string> =>
      cluster.kubectl([
        'get',
        'pdb/outrigger',
        `--namespace=${OPERATOR_NAMESPACE}`,
        '--output=jsonpath={.metadata.generation}',
      ]);
    const before = await budget();
    const lines = (await cluster.kubectl(['apply', '--kustomize', CONFIG])).trim().split('\n');
    // kubectl sends the selector of a PodDisruptionBudget each time, and calls that a change.
    assert.deepEqual(
      lines.filter(line => !line.endsWith(' unchanged') && !line.startsWith('poddisruptionbudget')),
      [],
    );
    assert.equal(await budget(), before);
    assert.equal(lines.length, manifests.length);
  });

  it('give no role a wildcard, secrets, or more than the three roles of the operator', () => {
    for (const role of ofKind('ClusterRole')) {
      const text = JSON.stringify(role['rules']);
      assert.ok(!text.includes('*') && !text.includes('secrets'), text);
    }
    const bound = ofKind('ClusterRoleBinding').map(binding => stringAt(binding, 'roleRef', 'name'));
    assert.deepEqual(new Set(bound), new Set(['outrigger-audit', 'outrigger-jobs', 'outrigger-templates']));
  });

  it('let people who look at a cluster read, and nothing else', () => {
    const role = ofKind('ClusterRole').find(({metadata}) => stringAt(metadata, 'name') === 'outrigger-live-reader');
    const verbs = objectsAt(role, 'rules').flatMap(rule => stringsAt(rule, 'verbs'));
    assert.deepEqual([...new Set(verbs)].sort(), ['get', 'list']);
  });

  it('leave the admission role out, which the API server would take', async () => {
    assert.ok(!manifests.some(({metadata}) => (metadata as {name: string}).name === 'outrigger-admission'));
    await cluster.kubectl(['create', '--dry-run=server', `--filename=${join(CONFIG, 'pod-admission', 'role.yaml')}`]);
  });

  it('run the manager as little as possible', () => {
    const [manager] = ofKind('Deployment');
    const pod = objectAt(manager, 'spec', 'template', 'spec');
    const [container] = objectsAt(pod, 'containers');
    const {readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities} = objectAt(container, 'securityContext');
    assert.deepEqual([readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities], [true, false, {drop: ['ALL']}]);
    assert.equal(valueAt(pod, 'securityContext', 'runAsNonRoot'), true);
    assert.deepEqual(valueAt(pod, 'securityContext', 'seccompProfile'), {type: 'RuntimeDefault'});
    assert.match(stringAt(container, 'image') ?? '', /:(?!latest$)[^:]+$/);
  });

  it('run two replicas that neither a rollout nor a drained node takes away together', () => {
    const [manager] = ofKind('Deployment');
    const [budget] = ofKind('PodDisruptionBudget');
    assert.equal(valueAt(manager, 'spec', 'replicas'), 2);
    assert.deepEqual(valueAt(manager, 'spec', 'strategy', 'rollingUpdate'), {maxSurge: 1, maxUnavailable: 0});
    assert.equal(valueAt(budget, 'spec', 'minAvailable'), 1);
    const pod = objectAt(manager, 'spec', 'template');
    const [spread] = objectsAt(pod, 'spec', 'topologySpreadConstraints');
    assert.equal(stringAt(spread, 'whenUnsatisfiable'), 'ScheduleAnyway');
    const labels = objectAt(pod, 'metadata', 'labels');
    for (const selector of [objectAt(budget, 'spec', 'selector'), objectAt(spread, 'labelSelector')]) {
      const wanted = Object.entries(objectAt(selector, 'matchLabels'));
      assert.ok(wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value), JSON.stringify(wanted));
    }
  });

  it('let the replicas write one Lease in their own namespace, and no other', () => {
    const roles = ofKind('Role');
    assert.deepEqual(
      roles.map(role => [valueAt(role, 'metadata', 'namespace'), role['rules']]),
      [
        [
          OPERATOR_NAMESPACE,
          [
            {
              apiGroups: ['coordination.k8s.io'],
              resources: ['leases'],
              resourceNames: ['outrigger'],
              verbs: ['get', 'watch', 'patch'],
            },
            {apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create']},
          ],
        ],
      ],
    );
  });

  it('let the manager into a namespace that admits restricted pods only', async () => {
    const [manager] = ofKind('Deployment');
    const {metadata, spec} = objectAt(manager, 'spec', 'template') as {metadata: JsonObject; spec: JsonObject};
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {...metadata, name: 'restricted'}, spec};
    await cluster.kubectl(
      ['create', `--namespace=${OPERATOR_NAMESPACE}`, '--dry-run=server', '--filename=-'],
      JSON.stringify(pod),
    );
  });

  it('fence the user that the manager runs as, and fail closed', () => {
    const fences = ofKind('ValidatingAdmissionPolicy');
    assert.equal(fences.length, 3);
    for (const fence of fences) {
      assert.deepEqual(
        objectsAt(fence, 'spec', 'matchConditions').map(condition => condition['expression']),
        [`request.userInfo.username == 'system:serviceaccount:${OPERATOR_NAMESPACE}:outrigger'`],
      );
      assert.equal(stringAt(fence, 'spec', 'failurePolicy'), 'Fail');
    }
    const bound = ofKind('ValidatingAdmissionPolicyBinding').map(binding => stringAt(binding, 'spec', 'policyName'));
    assert.deepEqual(new Set(bound), new Set(fences.map(fence => stringAt(fence, 'metadata', 'name'))));
    for (const binding of ofKind('ValidatingAdmissionPolicyBinding')) {
      assert.deepEqual(stringsAt(binding, 'spec', 'validationActions'), ['Deny']);
    }
  });

  it('have a fence that knows the names which the code writes, and that the API server finds no fault with', async () => {
    const text = JSON.stringify(ofKind('ValidatingAdmissionPolicy'));
    for (const name of [`${GROUP}/'`, FINALIZED_CONDITION, RECORD_ANNOTATION, REVERT_FINALIZER]) {
      assert.ok(text.includes(name), name);
    }
    const warnings = await eventually('the expressions are checked', async () => {
      const fences = objectsAt(
        JSON.parse(await cluster.kubectl(['get', 'validatingadmissionpolicies', '--output=json'])),
        'items',
      );
      return (
        fences.every(fence => valueAt(fence, 'status', 'typeChecking') !== undefined) && fences.flatMap(warningsOf)
      );
    });
    assert.deepEqual(warnings, []);
  });

  it('can be extended by alerts that use only metrics which there are', async () => {
    const rules = ofKind('PrometheusRule', await buildWithMonitoring());
    const used = JSON.stringify(rules).match(/outrigger_[a-z_]+/g) ?? [];
    const known = new Set(new Metrics().registry.getMetricsAsArray().map(metric => metric.name));
    assert.deepEqual(
      used.filter(metric => !known.has(metric)),
      [],
    );
    assert.ok(used.length > 0);
  });

  function ofKind(kind: string, objects = manifests): readonly JsonObject[] & JsonObject[] {
    return objects.filter(object => object['kind'] === kind);
  }

  async function build(folder: string): Promise<readonly JsonObject[]> {
    const text = await cluster.kubectl(['kustomize', folder]);
    return parseAllDocuments(text).map(document => document.toJS() as JsonObject);
  }

  /** As an owner does it: with the lines of config/kustomization.yaml that are commented out. */
  async function buildWithMonitoring(): Promise<readonly JsonObject[]> {
    const copy = new ConfigCopy(text => text.replaceAll(/^# (components:| {2}- monitoring)$/gm, '$1'));
    try {
      return await build(copy.path);
    } finally {
      copy.remove();
    }
  }
});

function warningsOf(fence: JsonObject): readonly unknown[] {
  return objectsAt(fence, 'status', 'typeChecking', 'expressionWarnings');
}
