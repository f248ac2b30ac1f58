import assert from 'node:assert/strict';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import {injectedInto} from '../../../src/domain/injected.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {container, native, podSpec, rule, workload} from '../../support/builders.ts';

/** What of a workload and its namespace an injector goes by. */
interface Asking {
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly namespace?: Partial<Pick<Facts, 'namespaceLabels' | 'namespaceAnnotations'>>;
  readonly containers?: readonly JsonObject[];
  readonly spec?: JsonObject;
}

function modes(id: string, asking: Asking): readonly string[] {
  const {labels = {}, annotations = {}, namespace = {}, containers = [container('app')], spec = {}} = asking;
  const one = workload('Deployment', podSpec([...containers], spec), {template: {labels, annotations}});
  return injectedInto(one, [rule({profile: id})], {...NO_FACTS, ...namespace}).map(({mode}) => mode.type);
}

const NATIVE = 'sidecar.istio.io/nativeSidecar';
const ISTIO = {'sidecar.istio.io/inject': 'true'};
const LINKERD = 'config.linkerd.io/proxy-enable-native-sidecar';
const ALPHA = 'config.alpha.linkerd.io/proxy-enable-native-sidecar';
const ENABLED = {'linkerd.io/inject': 'enabled'};
const VAULT = {'vault.hashicorp.com/agent-inject': 'true'};

const CASES: readonly (readonly [title: string, id: string, asking: Asking, modes: readonly string[]])[] = [
  // Istio
  ['Istio, asked by a label of the pod', 'istio', {labels: ISTIO}, ['Switchable']],
  ['Istio, asked by an annotation as of old', 'istio', {annotations: ISTIO}, ['Switchable']],
  ['Istio, asked by a revision', 'istio', {labels: {'istio.io/rev': 'stable'}}, ['Switchable']],
  [
    'Istio, asked by its namespace',
    'istio',
    {namespace: {namespaceLabels: {'istio-injection': 'enabled'}}},
    ['Switchable'],
  ],
  [
    'Istio, asked by a revision of its namespace',
    'istio',
    {namespace: {namespaceLabels: {'istio.io/rev': '1-27'}}},
    ['Switchable'],
  ],
  [
    'Istio, declined by a pod of a namespace that asks',
    'istio',
    {labels: {'sidecar.istio.io/inject': 'false'}, namespace: {namespaceLabels: {'istio-injection': 'enabled'}}},
    [],
  ],
  [
    'Istio, declined by the namespace whatever the pod says',
    'istio',
    {labels: ISTIO, namespace: {namespaceLabels: {'istio-injection': 'disabled'}}},
    [],
  ],
  [
    'Istio in ambient mode: no sidecar',
    'istio',
    {namespace: {namespaceLabels: {'istio.io/dataplane-mode': 'ambient', 'istio.io/rev': 'x'}}},
    [],
  ],
  ['Istio on the network of the node', 'istio', {labels: ISTIO, spec: {hostNetwork: true}}, []],
  ['Istio, told already', 'istio', {labels: ISTIO, annotations: {[NATIVE]: 'true'}}, ['Switched']],
  ['Istio, told otherwise', 'istio', {labels: ISTIO, annotations: {[NATIVE]: 'false'}}, ['SwitchedOff']],
  [
    'Istio, expected by settings for its proxy',
    'istio',
    {containers: [container('app'), {name: 'istio-proxy', image: 'auto'}]},
    ['Switchable'],
  ],
  [
    'Istio, expected by settings without an image, but declined',
    'istio',
    {containers: [container('app'), {name: 'istio-proxy'}], labels: {'sidecar.istio.io/inject': 'false'}},
    [],
  ],
  [
    'a gateway of Istio, which is its proxy',
    'istio',
    {containers: [{name: 'istio-proxy', image: 'auto'}], labels: ISTIO},
    [],
  ],
  [
    'Istio, whose proxy stands in the manifest',
    'istio',
    {containers: [container('app'), container('istio-proxy')], labels: ISTIO},
    [],
  ],
  [
    'Istio, whose native proxy stands in the manifest',
    'istio',
    {labels: ISTIO, spec: {initContainers: [native('istio-proxy')]}},
    [],
  ],
  ['nothing that asks Istio', 'istio', {annotations: {'proxy.istio.io/config': '{}'}}, []],

  // Linkerd
  ['Linkerd, asked by the pod', 'linkerd', {annotations: ENABLED}, ['Switchable']],
  ['Linkerd in ingress mode', 'linkerd', {annotations: {'linkerd.io/inject': 'ingress'}}, ['Switchable']],
  ['Linkerd, asked by the namespace', 'linkerd', {namespace: {namespaceAnnotations: ENABLED}}, ['Switchable']],
  [
    'Linkerd, declined by a pod of a namespace that asks',
    'linkerd',
    {annotations: {'linkerd.io/inject': 'disabled'}, namespace: {namespaceAnnotations: ENABLED}},
    [],
  ],
  ['Linkerd, told by its first annotation', 'linkerd', {annotations: {...ENABLED, [ALPHA]: 'true'}}, ['Switched']],
  [
    'Linkerd, told otherwise by a newer annotation',
    'linkerd',
    {annotations: {...ENABLED, [ALPHA]: 'true', [LINKERD]: 'false'}},
    ['SwitchedOff'],
  ],
  [
    'Linkerd, told by the namespace',
    'linkerd',
    {annotations: ENABLED, namespace: {namespaceAnnotations: {[LINKERD]: 'true'}}},
    ['Switched'],
  ],
  [
    'Linkerd, whose proxy was injected by hand',
    'linkerd',
    {annotations: ENABLED, containers: [container('linkerd-proxy'), container('app')]},
    [],
  ],

  // others with a switch
  ['Dapr', 'dapr', {annotations: {'dapr.io/enabled': 'true'}}, ['Switchable']],
  ['Dapr, not enabled', 'dapr', {annotations: {'dapr.io/enabled': 'false'}}, []],
  [
    'Dapr, told already',
    'dapr',
    {annotations: {'dapr.io/enabled': 'true', 'dapr.io/enable-native-sidecar': 'true'}},
    ['Switched'],
  ],
  ['Consul', 'consul', {annotations: {'consul.hashicorp.com/connect-inject': 'true'}}, ['Switchable']],
  ['Consul, not asked', 'consul', {annotations: {'consul.hashicorp.com/connect-inject': 'false'}}, []],

  // newer versions do it by themselves
  ['Kuma, asked by the pod', 'kuma', {labels: {'kuma.io/sidecar-injection': 'enabled'}}, ['Upgrade']],
  [
    'Kuma, declined by a pod of a namespace that asks',
    'kuma',
    {
      labels: {'kuma.io/sidecar-injection': 'disabled'},
      namespace: {namespaceLabels: {'kuma.io/sidecar-injection': 'enabled'}},
    },
    [],
  ],
  [
    'the OpenTelemetry operator, asked by a name',
    'otel-collector',
    {annotations: {'sidecar.opentelemetry.io/inject': 'traces/collector'}},
    ['Upgrade'],
  ],
  [
    'the OpenTelemetry operator, declined',
    'otel-collector',
    {annotations: {'sidecar.opentelemetry.io/inject': 'false'}},
    [],
  ],
  ['GCS FUSE', 'gcs-fuse', {annotations: {'gke-gcsfuse/volumes': 'true'}}, ['Upgrade']],
  [
    'Azure Workload Identity',
    'azure-workload-identity',
    {annotations: {'azure.workload.identity/inject-proxy-sidecar': 'true'}},
    ['Upgrade'],
  ],

  // no native mode
  ['Vault', 'vault-agent', {annotations: VAULT}, ['NoSwitch']],
  [
    'Vault, for an init container only',
    'vault-agent',
    {annotations: {...VAULT, 'vault.hashicorp.com/agent-pre-populate-only': 'true'}},
    [],
  ],
  ['Datadog', 'datadog', {labels: {'agent.datadoghq.com/sidecar': 'fargate'}}, ['NoSwitch']],
  [
    'App Mesh, asked by its namespace',
    'app-mesh',
    {namespace: {namespaceLabels: {'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled'}}},
    ['NoSwitch'],
  ],
  [
    'App Mesh, declined by the pod',
    'app-mesh',
    {
      annotations: {'appmesh.k8s.aws/sidecarInjectorWebhook': 'disabled'},
      namespace: {namespaceLabels: {'appmesh.k8s.aws/sidecarInjectorWebhook': 'enabled'}},
    },
    [],
  ],
];

describe('what injectors will add', () => {
  for (const [title, id, asking, expected] of CASES) {
    it(`${title}: ${expected.join() || 'nothing'}`, () => assert.deepEqual(modes(id, asking), expected));
  }

  const asked = workload('Deployment', podSpec([container('app')]), {template: {labels: ISTIO}});
  const under = (...rules: Parameters<typeof injectedInto>[1]): readonly number[] =>
    injectedInto(asked, rules, NO_FACTS).map(({ruleIndex}) => ruleIndex);

  it('is governed by a rule that names the product, the first of them', () => {
    assert.deepEqual(under(rule({names: ['log']}), rule({profile: 'istio'}), rule({profile: 'istio'})), [1]);
  });

  it('is governed by a rule that also names its container', () => {
    assert.deepEqual(under(rule({profile: 'istio', names: ['istio-*']})), [0]);
  });

  it('is not governed by a rule for other containers, or for images, of which none is there yet', () => {
    assert.deepEqual(under(rule({profile: 'istio', names: ['mesh']})), []);
    assert.deepEqual(under(rule({profile: 'istio', images: ['*/proxyv2']})), []);
    assert.deepEqual(under(rule({names: ['istio-proxy']})), []);
  });
});
