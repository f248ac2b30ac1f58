import assert from 'node:assert/strict';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {POD_WEBHOOK, PROBE_WEBHOOK, TEMPLATE_WEBHOOK} from '../../../src/admission/webhook/configuration.ts';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {ConfigCopy} from '../../support/config-copy.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG, installOutrigger} from '../install/installation.ts';

describe('config/webhook', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let manifests: readonly JsonObject[];

  before(async () => {
    cluster = await sharedCluster();
    await installOutrigger(cluster);
    manifests = await build(join(CONFIG, 'webhook'));
  });

  it('is taken by the API server', async () => {
    await cluster.kubectl(['apply', '--dry-run=server', '--kustomize', join(CONFIG, 'webhook')]);
  });

  it('lets Outrigger read and patch one configuration and one Secret, and create nothing', () => {
    const roles = manifests.filter(({kind}) => kind === 'ClusterRole' || kind === 'Role');
    assert.deepEqual(
      roles.map(role => [valueAt(role, 'metadata', 'namespace'), role['rules']]),
      [
        [
          OPERATOR_NAMESPACE,
          [{apiGroups: [''], resources: ['secrets'], resourceNames: ['outrigger-webhook'], verbs: ['get', 'patch']}],
        ],
        [
          undefined,
          [
            {
              apiGroups: ['admissionregistration.k8s.io'],
              resources: ['mutatingwebhookconfigurations'],
              resourceNames: ['zz-outrigger'],
              verbs: ['get', 'patch'],
            },
          ],
        ],
      ],
    );
  });

  it('keeps nobody from deploying, and waits for nobody longer than 2 s', () => {
    const webhooks = webhooksIn(manifests);
    assert.equal(webhooks.length, 3);
    for (const {failurePolicy, timeoutSeconds, sideEffects} of webhooks) {
      assert.deepEqual([failurePolicy, timeoutSeconds, sideEffects], ['Ignore', 2, 'None']);
    }
  });

  it('is asked again about a pod that another webhook changes later, and about nothing else', () => {
    const policies = webhooksIn(manifests).map(({name, reinvocationPolicy}) => [name, reinvocationPolicy]);
    assert.deepEqual(Object.fromEntries(policies), {
      [POD_WEBHOOK]: 'IfNeeded',
      // The record that is stored would be read twice, and the second time undo what the first has written.
      [TEMPLATE_WEBHOOK]: 'Never',
      [PROBE_WEBHOOK]: 'Never',
    });
  });

  it('has labels by which all of it is found', () => {
    for (const {metadata} of manifests) {
      assert.deepEqual(objectAt({metadata}, 'metadata', 'labels'), {
        'app.kubernetes.io/name': 'outrigger',
        'app.kubernetes.io/component': 'admission',
      });
    }
  });

  it('can put the operator on the node’s network', async () => {
    const copy = new ConfigCopy(text => `${text}\ncomponents: [webhook/host-network]\n`);
    try {
      const objects = await build(copy.path);
      const pod = objectAt(
        objects.find(({kind}) => kind === 'Deployment'),
        'spec',
        'template',
      );
      assert.equal(valueAt(pod, 'spec', 'hostNetwork'), true);
      const namespace = objects.find(({kind}) => kind === 'Namespace');
      assert.equal(stringAt(namespace, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce'), 'privileged');
    } finally {
      copy.remove();
    }
  });

  async function build(folder: string): Promise<readonly JsonObject[]> {
    const text = await cluster.kubectl(['kustomize', folder]);
    return parseAllDocuments(text).map(document => document.toJS() as JsonObject);
  }
});

function webhooksIn(manifests: readonly JsonObject[]): readonly JsonObject[] {
  return objectsAt(
    manifests.find(({kind}) => kind === 'MutatingWebhookConfiguration'),
    'webhooks',
  );
}
