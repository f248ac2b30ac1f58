import fc from 'fast-check';
import type {Policy, PolicyTarget, SidecarRule} from '../../src/domain/policy.ts';
import {ACKNOWLEDGEABLE_CODES} from '../../src/api/acknowledge.ts';
import {WORKLOAD_KINDS} from '../../src/domain/workload.ts';
import {policy as policyWith, rule as ruleWith} from './builders.ts';
import {SIDECARS} from './pod-arbitraries.ts';

/** One to three policies that may govern pods of a namespace, in order of precedence, the last for the whole cluster. */
export function podPolicies(namespace: string): fc.Arbitrary<readonly Policy[]> {
  return fc
    .tuple(fc.array(policyIn(namespace), {minLength: 1, maxLength: 2}), fc.option(clusterPolicy(), {nil: undefined}))
    .map(([own, cluster]) => [
      ...own.map((policy, index) => named(policy, ['first', 'second'][index] ?? '', namespace)),
      ...(cluster === undefined ? [] : [named(cluster, 'third')]),
    ]);
}

function named(policy: Policy, name: string, namespace?: string): Policy {
  return {...policy, name, key: namespace === undefined ? name : `${namespace}/${name}`};
}

function policyIn(namespace: string): fc.Arbitrary<Policy> {
  return policyFields().map(fields => policyWith({...fields, namespace}));
}

function clusterPolicy(): fc.Arbitrary<Policy> {
  const selector = fc.constantFrom(
    {},
    {matchLabels: {team: 'a'}},
    {matchExpressions: [{key: 'team', operator: 'NotIn', values: ['a', 'c']}]},
  );
  return fc.tuple(policyFields(), selector).map(([fields, namespaceSelector]) => {
    const {namespace: _, ...policy} = policyWith({...fields, kind: 'ClusterSidecarPolicy'});
    return {...policy, target: {...fields.target, namespaceSelector}};
  });
}

function policyFields() {
  return fc.record({
    sidecars: fc.array(rule(), {minLength: 1, maxLength: 5}),
    target: target(),
    suspend: rarely(true, false),
    acknowledge: fc.oneof(
      {weight: 2, arbitrary: fc.constant(ACKNOWLEDGEABLE_CODES)},
      {weight: 1, arbitrary: fc.subarray([...ACKNOWLEDGEABLE_CODES])},
      {weight: 1, arbitrary: fc.constant([])},
    ),
    conversion: rarely('Template' as const, 'Auto' as const, 'Pod' as const).map(delivery => ({
      ...policyWith().conversion,
      delivery,
    })),
  });
}

function target(): fc.Arbitrary<PolicyTarget> {
  return fc.record({
    kinds: mostly<PolicyTarget['kinds']>(
      WORKLOAD_KINDS,
      ['Deployment', 'StatefulSet', 'CronJob', 'Job'],
      ['CronJob', 'Pod'],
      ['Job', 'Pod'],
    ),
    selector: mostly<PolicyTarget['selector']>(
      {},
      {matchLabels: {app: 'shop'}},
      {matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['front', '']}]},
      {matchLabels: {}, matchExpressions: [{key: 'tier', operator: 'Exists'}]},
      {matchExpressions: [{key: 'tier', operator: 'DoesNotExist'}]},
      {matchExpressions: [{key: 'tier', operator: 'In', values: ['', 'backend']}]},
    ),
  });
}

function rule(): fc.Arbitrary<SidecarRule> {
  const names = fc.constantFrom(
    ['log*'],
    ['db-?roxy', 'agent'],
    ['*-proxy'],
    ['log', 'daprd'],
    ['*-*-*', 'istio*y'],
    ['*'],
  );
  const images = fc.constantFrom(
    ['*/fluent-bit', 'app'],
    ['*cloud-sql-proxy@sha256:*'],
    ['*:1*'],
    ['*/team/*', '*/istio/proxyv2'],
    ['odd/n?', '*zt*nnel'],
  );
  const profiles = fc.constantFrom(
    'fluent-bit',
    'cloud-sql-proxy',
    'alloydb-auth-proxy',
    'oauth2-proxy',
    'git-sync',
    'istio',
    'linkerd',
    'kuma',
    'dapr',
    'vector',
    'vault-agent',
    'unknown',
  );
  return fc
    .record({
      what: fc.oneof(
        fc.record({names}),
        fc.record({images}),
        fc.record({names, images}),
        fc.record({profile: profiles}),
        fc.record({profile: profiles}),
        fc.record({profile: profiles, names}),
        fc.constantFrom(...SIDECARS).map(name => ({names: [name]})),
        fc.constantFrom(...SIDECARS, '*').map(name => ({names: [name]})),
      ),
      position: fc.constantFrom({}, {}, {position: 'AfterInit' as const}, {position: 'BeforeInit' as const}),
      startup: startup(),
      preStop: fc.constantFrom<SidecarRule['preStop']>('Auto', 'Keep', 'Remove'),
    })
    .map(({what, position, startup, preStop}) => ruleWith({...what, ...position, startup, preStop}));
}

function startup(): fc.Arbitrary<SidecarRule['startup']> {
  const timeoutSeconds = fc.integer({min: 1, max: 600});
  const probe = fc.constantFrom(
    {tcpSocket: {port: 9000}, periodSeconds: 2},
    {httpGet: {path: "/it's", port: 'http', httpHeaders: [{name: 'X', value: '{}'}]}},
    {exec: {command: ['sh', '-c', 'test -e "/ready" && true']}, failureThreshold: 5, timeoutSeconds: 2},
  );
  return fc.oneof(
    fc.record({
      gate: fc.constantFrom('Auto' as const, 'Auto' as const, 'None' as const, 'Readiness' as const),
      timeoutSeconds,
    }),
    fc.record({gate: fc.constant('Probe' as const), timeoutSeconds, probe}),
  );
}

/** Two times in three the first. */
function mostly<T>(value: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({weight: 2, arbitrary: fc.constant(value)}, {weight: 1, arbitrary: fc.constantFrom(...others)});
}

/** Mostly one of the others. */
function rarely<T>(value: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({weight: 1, arbitrary: fc.constant(value)}, {weight: 12, arbitrary: fc.constantFrom(...others)});
}
