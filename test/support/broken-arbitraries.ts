import fc from 'fast-check';
import {DELEGATED_ANNOTATION, RECORD_ANNOTATION, SKIP_LABEL} from '../../src/api/constants.ts';
import type {Facts} from '../../src/domain/facts.ts';
import type {JsonObject} from '../../src/domain/json.ts';
import {printRecord} from '../../src/domain/record.ts';
import {hook, record} from './arbitraries.ts';
import {anyJson, anyObject, hostileText} from './json-arbitraries.ts';

/** Generators of what no API server would store: nothing of it may make the domain throw. */

/** Objects of any kind whose every part may be anything, known keys among it. */
export function brokenObject(): fc.Arbitrary<unknown> {
  const broken = fc.oneof({weight: 3, arbitrary: brokenSpec()}, anyJson());
  const metadata = fc.oneof(anyJson(), brokenMetadata());
  return fc.oneof(
    anyJson(),
    fc.record({
      metadata,
      spec: fc.oneof(broken, fc.record({template: fc.record({metadata, spec: broken}), selector: anyJson()})),
    }),
    fc.record({
      metadata,
      spec: fc.record({jobTemplate: fc.record({spec: fc.record({template: fc.record({metadata, spec: broken})})})}),
    }),
  );
}

function brokenMetadata(): fc.Arbitrary<JsonObject> {
  const text = fc.oneof(hostileText(), record().map(printRecord));
  return fc.record({
    name: fc.oneof(hostileText(), anyJson()),
    namespace: fc.constant('shop'),
    labels: fc.oneof(anyJson(), fc.constant({[SKIP_LABEL]: 'true'})),
    annotations: fc.record(
      {
        [RECORD_ANNOTATION]: text,
        [DELEGATED_ANNOTATION]: fc.oneof(hostileText(), fc.constant('sidecar.istio.io/nativeSidecar')),
        'sidecar.istio.io/nativeSidecar': fc.oneof(hostileText(), fc.constant('true')),
        'kubectl.kubernetes.io/last-applied-configuration': hostileText(),
      },
      {requiredKeys: []},
    ),
    ownerReferences: anyJson(),
    managedFields: fc.oneof(
      anyJson(),
      fc.array(fc.record({operation: fc.constant('Apply'), manager: anyJson(), fieldsV1: anyJson()})),
    ),
  });
}

function brokenSpec(): fc.Arbitrary<JsonObject> {
  const probe = fc.oneof(anyJson(), fc.constantFrom({httpGet: {port: 1}}, {exec: {command: [1]}}));
  const one = fc.record(
    {
      name: fc.oneof(fc.constantFrom<unknown>('log', 'log', 'app', 'x', ''), anyJson()),
      image: anyJson(),
      args: anyJson(),
      env: anyJson(),
      ports: anyJson(),
      restartPolicy: fc.constantFrom<unknown>('Always', 'Never', null, 1),
      startupProbe: probe,
      readinessProbe: probe,
      livenessProbe: probe,
      lifecycle: fc.oneof(anyJson(), fc.record({preStop: fc.oneof(anyJson(), hook())})),
    },
    {requiredKeys: ['name']},
  );
  const list = fc.oneof(
    {weight: 4, arbitrary: fc.array(fc.oneof({weight: 5, arbitrary: one}, anyJson()), {maxLength: 5})},
    anyJson(),
  );
  return fc.record({containers: list, initContainers: list, ephemeralContainers: list}, {requiredKeys: []});
}

/** Facts whose raw parts may be anything. */
export function facts(): fc.Arbitrary<Facts> {
  const node = fc.record({
    name: hostileText(),
    kubeletVersion: fc.oneof(hostileText(), fc.constantFrom('v1.28.4', 'v1.29.3-gke.1', 'v1.36.0')),
    labels: fc.dictionary(hostileText(), hostileText()),
    taints: fc.array(anyObject(), {maxLength: 2}),
  });
  const reference = fc.record({
    kind: fc.constantFrom('Service' as const, 'NetworkPolicy' as const),
    name: hostileText(),
    selector: anyObject(),
    ports: fc.array(hostileText(), {maxLength: 2}),
  });
  const target = {kind: 'Deployment', name: 'shop'};
  return fc
    .record({
      server: fc.option(fc.record({major: fc.constant(1), minor: fc.integer({min: 20, max: 40})}), {nil: undefined}),
      nodes: fc.option(fc.array(node, {maxLength: 3}), {nil: undefined}),
      portReferences: fc.array(reference, {maxLength: 2}),
      namespaceLabels: fc.dictionary(hostileText(), hostileText()),
      admission: fc.record({pods: fc.boolean(), templates: fc.boolean()}),
      containerScalers: fc.constant([{kind: 'ScaledObject' as const, name: '', target, containers: ['log', 'x', '']}]),
      verticalAutoscalers: fc.array(
        fc.record({
          name: hostileText(),
          target: fc.constant(target),
          modes: fc.dictionary(hostileText(), hostileText()),
        }),
        {maxLength: 2},
      ),
      containerAlerts: fc.array(fc.record({source: hostileText(), name: hostileText(), expr: hostileText()}), {
        maxLength: 2,
      }),
      blindPolicies: fc.array(fc.record({kind: hostileText(), name: hostileText()}), {maxLength: 2}),
    })
    .map(({server, nodes, ...rest}) => ({
      ...rest,
      ...(server !== undefined && {server}),
      ...(nodes !== undefined && {nodes}),
    }));
}
