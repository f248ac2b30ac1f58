import assert from 'node:assert/strict';
import fc from 'fast-check';
import {FINDING_CODES} from '../../../../src/api/codes.ts';
import {checks} from '../../../../src/domain/checks/index.ts';
import type {NodeFacts, PortReference} from '../../../../src/domain/facts.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {WORKLOAD_KINDS} from '../../../../src/domain/workload.ts';
import {given} from './given.ts';

const json = fc.jsonValue({maxDepth: 3});
const hostile = fc.constantFrom<unknown>(
  null,
  0,
  -1,
  1e21,
  '',
  '__proto__',
  'constructor',
  '\u0000',
  [],
  [[]],
  [null],
  {},
  {port: null},
);
const any = fc.oneof(json, hostile);

/** An object with the fields that checks look at, each of them of any type. */
const withFields = (...keys: readonly string[]) =>
  fc.record(Object.fromEntries(keys.map(key => [key, any])), {requiredKeys: []}) as fc.Arbitrary<JsonObject>;

const probe = withFields('httpGet', 'tcpSocket', 'grpc', 'exec');
const fields = withFields(
  'image',
  'ports',
  'command',
  'args',
  'env',
  'lifecycle',
  'restartPolicy',
  'restartPolicyRules',
  'resizePolicy',
  'resources',
  'volumeMounts',
);
const container = (name: string) =>
  fc.tuple(fields, probe).map(([rest, startupProbe]) => ({name, startupProbe, ...rest}));

const spec = fc
  .tuple(
    withFields(
      'nodeSelector',
      'affinity',
      'tolerations',
      'os',
      'hostNetwork',
      'restartPolicy',
      'ephemeralContainers',
      'nodeName',
      'volumes',
      'resources',
      'overhead',
      'shareProcessNamespace',
      'terminationGracePeriodSeconds',
    ),
    fc.tuple(container('app'), container('log'), container('db')),
    fc.option(fc.array(any), {nil: undefined}),
  )
  .map(([rest, containers, initContainers]) => ({
    ...rest,
    containers,
    ...(initContainers !== undefined && {initContainers}),
  }));

const node: fc.Arbitrary<NodeFacts> = fc.record({
  name: fc.string(),
  kubeletVersion: fc.oneof(fc.string(), fc.constantFrom('v1.28.0', 'v1.30.1', 'v1.35.1', 'v99999999999.1.1')),
  labels: fc.dictionary(fc.string(), fc.string()),
  taints: fc.array(withFields('key', 'value', 'effect')),
});

const reference: fc.Arbitrary<PortReference> = fc.record({
  kind: fc.constantFrom('Service', 'NetworkPolicy'),
  name: fc.string(),
  selector: withFields('matchLabels', 'matchExpressions'),
  ports: fc.array(fc.string()),
});

const target = fc.record({kind: fc.constant('Deployment'), name: fc.constant('shop')});
const onlookers = {
  containerScalers: fc.array(
    fc.record({
      kind: fc.constantFrom('HorizontalPodAutoscaler' as const, 'ScaledObject' as const),
      name: fc.string(),
      target,
      containers: fc.array(fc.constantFrom('log', 'db', 'app')),
    }),
  ),
  verticalAutoscalers: fc.array(
    fc.record({name: fc.string(), target, modes: fc.dictionary(fc.constantFrom('log', '*', '__proto__'), fc.string())}),
  ),
  containerAlerts: fc.array(
    fc.record({
      source: fc.string(),
      name: fc.string(),
      expr: fc.oneof(
        fc.string(),
        fc.string().map(text => `container=~"${text}"`),
      ),
    }),
  ),
  blindPolicies: fc.array(fc.record({kind: fc.string(), name: fc.string()})),
};

const test = fc.record({
  kind: fc.constantFrom(...WORKLOAD_KINDS),
  spec,
  metadata: withFields('labels', 'annotations', 'ownerReferences', 'managedFields'),
  job: withFields('podFailurePolicy'),
  facts: fc.record({nodes: fc.array(node), portReferences: fc.array(reference), ...onlookers}),
  delivery: fc.constantFrom('Template', 'Pod'),
});

describe('every check', () => {
  it('answers any JSON with findings of its own code, and never throws', () => {
    fc.assert(
      fc.property(test, probe, (one, startupProbe) => {
        const gate = {type: 'Probe', probe: startupProbe} as const;
        const input = given({...one, sidecars: {log: {gate, class: 'telemetry'}, db: {class: 'dependency'}}});
        for (const {code, check} of checks) {
          for (const found of check(input)) {
            assert.equal(found.code, code);
            assert.equal(found.severity, FINDING_CODES[code]);
            assert.match(found.message, /^[^]+[.:]? [^]+\.$/);
          }
        }
      }),
      {numRuns: 500},
    );
  });

  it('says one thing of one container once', () => {
    fc.assert(
      fc.property(test, one => {
        const input = given({...one, sidecars: {log: {}, db: {}}});
        for (const {code, check} of checks) {
          const perContainer = Map.groupBy(
            check(input),
            found => /containers\[\d+\]/.exec(found.path)?.[0] ?? found.message,
          );
          for (const found of perContainer.values()) assert.equal(found.length, 1, code);
        }
      }),
      {numRuns: 300},
    );
  });

  it('has a code of its own', () => assert.equal(new Set(checks.map(({code}) => code)).size, checks.length));

  it('finds nothing on an ordinary pod in an up-to-date cluster', () => {
    const nodes = [{name: 'a', kubeletVersion: 'v1.36.3', labels: {}, taints: []}];
    const input = given({facts: {server: {major: 1, minor: 36}, nodes}});
    assert.deepEqual(
      checks.flatMap(({check}) => check(input)),
      [],
    );
  });
});
