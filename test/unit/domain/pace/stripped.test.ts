import assert from 'node:assert/strict';
import {NO_FACTS} from '../../../../src/domain/facts.ts';
import type {RolloutPod} from '../../../../src/domain/pace/rollout-pod.ts';
import type {RolloutView} from '../../../../src/domain/pace/rollout.ts';
import {strippedFinding, strippedFrom} from '../../../../src/domain/pace/stripped.ts';
import {STRIPPERS, strippersAmong} from '../../../../src/domain/surroundings/strippers.ts';
import {podSpec, workload} from '../../../support/builders.ts';

const rollout: RolloutView = {strategy: 'Rolling', updated: true, complete: true, healthy: true, paused: false};
const native: RolloutPod = {natives: ['log'], initialized: true, createdAt: '2026-11-28T10:01:00Z'};
const stripped: RolloutPod = {...native, natives: [], moved: ['log'], stripped: 'log'};
const classic: RolloutPod = {...native, natives: []};

const converted = workload('Deployment', podSpec(), {
  metadata: {
    annotations: {
      'outrigger.dev/record': '[{"n":"log","i":1}]',
      'outrigger.dev/converted-at': '2026-11-28T10:00:00Z',
    },
  },
});

describe('a pod that lacks what was asked', () => {
  it('is one whose own record says so', () => {
    assert.equal(strippedFrom(workload(), [native, stripped], rollout), 'log');
    assert.equal(strippedFrom(workload(), [native, classic], rollout), undefined);
    assert.equal(strippedFrom(workload(), [{...stripped, over: true}], rollout), undefined);
  });

  it('is one from a converted template in which the sidecar is not native', () => {
    assert.equal(strippedFrom(converted, [native, classic], rollout), 'log');
    assert.equal(strippedFrom(converted, [native], rollout), undefined);
  });

  it('is none that is older than the conversion, or may be of an older template', () => {
    assert.equal(strippedFrom(converted, [{...classic, createdAt: '2026-11-28T09:00:00Z'}], rollout), undefined);
    assert.equal(strippedFrom(converted, [classic], {...rollout, updated: false}), undefined);
    assert.equal(strippedFrom(converted, [classic], {...rollout, strategy: 'NextRun'}), undefined);
  });
});

describe('the finding RestartPolicyStripped', () => {
  const says = (mutatingWebhooks?: readonly string[]): string =>
    strippedFinding('log', {...NO_FACTS, ...(mutatingWebhooks === undefined ? {} : {mutatingWebhooks})}).message;

  it('names the webhooks that are known for it', () => {
    const message = says(['cert-manager-webhook', 'pod-identity-webhook']);
    assert.match(message, /^log was made.*pod-identity-webhook \(the EKS pod identity webhook: .*#208\)\.$/);
    assert.doesNotMatch(message, /cert-manager/);
  });

  it('names all where none is known for it', () => {
    assert.match(
      says(['cert-manager-webhook']),
      /None of the mutating webhooks here is known for it: cert-manager-webhook/,
    );
  });

  it('says where to look where there are none, or they may not be read', () => {
    assert.match(says([]), /There is no mutating webhook/);
    assert.match(says(), /kubectl get mutatingwebhookconfigurations/);
  });
});

describe('webhooks that are known to strip', () => {
  const names = {
    'aws-app-mesh-controller-for-k8s-webhook': 'the App Mesh controller',
    'pod-identity-webhook': 'the EKS pod identity webhook',
    'datadog-webhook': 'an old Datadog cluster agent',
    'azure-wi-webhook-mutating-webhook-configuration': 'an old Azure Workload Identity webhook',
    'opentelemetry-operator-mutation': 'an old OpenTelemetry operator',
    'k8s-image-swapper-webhook': 'an old k8s-image-swapper',
    'istio-inject.webhook.crfa.internal.knative.dev': 'the injector of Cloud Run for Anthos',
    'mutating-webhook.spiffe.gke.io': "GKE's webhook for workload certificates",
    'gtoken-webhook': 'gtoken',
    'arangodb-operator-webhook': 'the ArangoDB operator',
    'logsidecar-injector-admission-mutate': "KubeSphere's log sidecar injector",
  };
  for (const [name, product] of Object.entries(names)) {
    it(`are found by name: ${name}`, () => {
      assert.deepEqual(
        strippersAmong([name]).map(({by}) => by.product),
        [product],
      );
    });
  }

  it('are not those of products that keep the field', () => {
    const others = [
      'istio-sidecar-injector',
      'linkerd-proxy-injector-webhook-config',
      'vault-agent-injector-cfg',
      'kyverno-resource-mutating-webhook-cfg',
    ];
    assert.deepEqual(strippersAmong(others), []);
    assert.equal(new Set(STRIPPERS.map(({product}) => product)).size, STRIPPERS.length);
  });
});
