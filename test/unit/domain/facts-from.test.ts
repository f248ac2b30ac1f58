import assert from 'node:assert/strict';
import fc from 'fast-check';
import {factsFrom} from '../../../src/domain/facts-from.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {anyJson} from '../../support/json-arbitraries.ts';

const object = (kind: string, name: string, fields: JsonObject = {}, namespace?: string): JsonObject => ({
  kind,
  metadata: {name, ...(namespace !== undefined && {namespace})},
  ...fields,
});

describe('factsFrom', () => {
  it('knows of an empty list that there is nothing nearby, and neither nodes nor the server', () => {
    assert.deepEqual(factsFrom([], 'shop'), {
      portReferences: [],
      namespaceLabels: {},
      admission: {pods: false, templates: false},
      containerScalers: [],
      verticalAutoscalers: [],
      containerAlerts: [],
      blindPolicies: [],
      disruptionBudgets: [],
      configMaps: new Map(),
    });
  });

  it('reads the ConfigMaps of the namespace, for the scripts in them', () => {
    const found = factsFrom(
      [
        object('ConfigMap', 'scripts', {data: {'run.sh': 'job'}, binaryData: {a: 'AA=='}}),
        object('ConfigMap', 'others', {data: {a: 'b'}}, 'elsewhere'),
        object('ConfigMap', 'empty', {data: 'none'}, 'shop'),
      ],
      'shop',
    ).configMaps;
    assert.deepEqual(
      [...(found ?? [])],
      [
        ['scripts', {'run.sh': 'job'}],
        ['empty', {}],
      ],
    );
  });

  it('reads Services and NetworkPolicies that name ports', () => {
    const ports = factsFrom(
      [
        object('Service', 'web', {spec: {selector: {app: 'a'}, ports: [{targetPort: 'http'}, {targetPort: 80}]}}),
        object('Service', 'numbers', {spec: {ports: [{targetPort: 80}]}}),
        object('NetworkPolicy', 'in', {spec: {podSelector: {}, ingress: [{ports: [{port: 'metrics'}]}]}}),
      ],
      'shop',
    ).portReferences;
    assert.deepEqual(ports, [
      {kind: 'Service', name: 'web', selector: {matchLabels: {app: 'a'}}, ports: ['http']},
      {kind: 'NetworkPolicy', name: 'in', selector: {}, ports: ['metrics']},
    ]);
  });

  it('reads autoscalers that go by single containers', () => {
    const target = {kind: 'StatefulSet', name: 'shop'};
    const byContainer = {type: 'ContainerResource', containerResource: {name: 'cpu', container: 'log'}};
    const scalers = factsFrom(
      [
        object('HorizontalPodAutoscaler', 'a', {spec: {scaleTargetRef: target, metrics: [byContainer]}}),
        object('HorizontalPodAutoscaler', 'b', {spec: {scaleTargetRef: target, metrics: [{type: 'Resource'}]}}),
        object('ScaledObject', 'c', {
          spec: {scaleTargetRef: {name: 'shop'}, triggers: [{type: 'cpu', metadata: {containerName: 'log'}}]},
        }),
      ],
      'shop',
    ).containerScalers;
    assert.deepEqual(scalers, [
      {kind: 'HorizontalPodAutoscaler', name: 'a', target, containers: ['log']},
      {kind: 'ScaledObject', name: 'c', target: {kind: 'Deployment', name: 'shop'}, containers: ['log']},
    ]);
  });

  it('reads VerticalPodAutoscalers but those that only recommend', () => {
    const targetRef = {kind: 'Deployment', name: 'shop'};
    const containerPolicies = [{containerName: '*', mode: 'Off'}, {containerName: 'log'}];
    const found = factsFrom(
      [
        object('VerticalPodAutoscaler', 'a', {spec: {targetRef, resourcePolicy: {containerPolicies}}}),
        object('VerticalPodAutoscaler', 'b', {spec: {targetRef, updatePolicy: {updateMode: 'Off'}}}),
      ],
      'shop',
    ).verticalAutoscalers;
    assert.deepEqual(found, [{name: 'a', target: targetRef, modes: {'*': 'Off', log: 'Auto'}}]);
  });

  it('reads PodDisruptionBudgets with what they select', () => {
    const selector = {matchLabels: {app: 'web'}};
    const found = factsFrom([object('PodDisruptionBudget', 'web', {spec: {minAvailable: 1, selector}})], 'shop');
    assert.deepEqual(found.disruptionBudgets, [{name: 'web', selector}]);
  });

  it('reads Prometheus rules wherever they are kept, and leaves those of other namespaces out', () => {
    const rules = [
      {alert: 'All', expr: 'kube_pod_container_status_restarts_total > 3'},
      {alert: 'Ours', expr: 'kube_pod_container_info{namespace="shop"}'},
      {record: 'theirs', expr: 'kube_pod_container_info{namespace="billing"}'},
      {alert: 'Init', expr: 'kube_pod_init_container_info'},
    ];
    const names = (namespace: string) =>
      factsFrom(
        [object('PrometheusRule', 'r', {spec: {groups: [{rules}]}}, 'monitoring')],
        namespace,
      ).containerAlerts?.map(({name}) => name);
    assert.deepEqual(names('shop'), ['All', 'Ours']);
    assert.deepEqual(names(''), ['All', 'Ours', 'theirs']);
  });

  it('reads admission policies that see regular containers only', () => {
    const kyverno = (name: string, pattern: JsonObject, kind = 'ClusterPolicy') =>
      object(kind, name, {apiVersion: 'kyverno.io/v1', spec: {rules: [{validate: {pattern: {spec: pattern}}}]}});
    const rego = 'violation[{"msg": "no"}] { c := input.review.object.spec.containers[_] }';
    const found = factsFrom(
      [
        kyverno('blind', {containers: [{image: '!*:latest'}]}),
        kyverno('sees-both', {containers: [{}], '=(initContainers)': [{}]}),
        kyverno('other', {hostNetwork: false}),
        object('ConstraintTemplate', 'rego', {apiVersion: 'templates.gatekeeper.sh/v1', spec: {targets: [{rego}]}}),
        object('Policy', 'not-kyverno', {apiVersion: 'example.com/v1', spec: {containers: []}}),
      ],
      'shop',
    ).blindPolicies;
    assert.deepEqual(found, [
      {kind: 'ClusterPolicy', name: 'blind'},
      {kind: 'ConstraintTemplate', name: 'rego'},
    ]);
  });

  it('does not take the fence of its own account for one that binds others', () => {
    const spec = {validations: [{expression: 'object.spec.containers.all(c, true)'}]};
    const policyOf = (name: string): JsonObject =>
      object('ValidatingAdmissionPolicy', name, {apiVersion: 'admissionregistration.k8s.io/v1', spec});
    assert.deepEqual(factsFrom([policyOf('outrigger-fence-pods'), policyOf('images')], 'shop').blindPolicies, [
      {kind: 'ValidatingAdmissionPolicy', name: 'images'},
    ]);
  });

  it('reads nodes and the labels of the namespace', () => {
    const nodeInfo = {kubeletVersion: 'v1.31.0'};
    const facts = factsFrom(
      [
        object('Node', 'a', {status: {nodeInfo}}),
        {kind: 'Namespace', metadata: {name: 'shop', labels: {team: 'x'}}},
        {kind: 'Namespace', metadata: {name: 'other', labels: {team: 'y'}}},
      ],
      'shop',
    );
    assert.deepEqual(facts.nodes, [{name: 'a', kubeletVersion: 'v1.31.0', labels: {}, taints: []}]);
    assert.deepEqual(facts.namespaceLabels, {team: 'x'});
  });

  it('leaves out what is in another namespace; what names none may be in any', () => {
    const service = (name: string, namespace?: string) =>
      object('Service', name, {spec: {ports: [{targetPort: 'http'}]}}, namespace);
    const names = (namespace: string) =>
      factsFrom(
        [service('here', 'shop'), service('there', 'billing'), service('anywhere')],
        namespace,
      ).portReferences.map(({name}) => name);
    assert.deepEqual(names('shop'), ['here', 'anywhere']);
    assert.deepEqual(names(''), ['here', 'there', 'anywhere']);
  });

  it('reads an object that holds itself', () => {
    const policy: Record<string, unknown> = object('ClusterPolicy', 'loop', {apiVersion: 'kyverno.io/v1'});
    policy['spec'] = {containers: policy};
    assert.deepEqual(factsFrom([policy], 'shop').blindPolicies, [{kind: 'ClusterPolicy', name: 'loop'}]);
  });

  it('has an answer to any JSON', () => {
    const kind = fc.constantFrom(
      'Service',
      'NetworkPolicy',
      'HorizontalPodAutoscaler',
      'ScaledObject',
      'VerticalPodAutoscaler',
      'PrometheusRule',
      'ClusterPolicy',
      'Node',
      'Namespace',
    );
    const group = fc.record({rules: fc.oneof(anyJson(), fc.array(fc.record({expr: anyJson()})))});
    const spec = fc.oneof(
      anyJson(),
      fc.record({
        ports: anyJson(),
        metrics: fc.array(fc.record({type: fc.constant('ContainerResource'), containerResource: anyJson()})),
        triggers: fc.array(fc.record({metadata: anyJson()})),
        targetRef: fc.constant({kind: 'Deployment', name: 'shop'}),
        resourcePolicy: fc.record({containerPolicies: fc.array(anyJson())}),
        groups: fc.array(group),
      }),
    );
    const any = fc.record({
      kind,
      apiVersion: fc.constant('kyverno.io/v1'),
      metadata: anyJson(),
      spec,
      status: anyJson(),
    });
    fc.assert(
      fc.property(fc.array(any), objects => {
        factsFrom(objects, 'shop');
      }),
    );
  });
});
