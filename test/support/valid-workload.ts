import fc from 'fast-check';
import type {JsonObject} from '../../src/domain/json.ts';
import {WORKLOAD_KINDS, type WorkloadKind} from '../../src/domain/workload.ts';
import {objectOf, type ObjectFields} from './builders.ts';

/** A generator of objects that a real API server takes: as varied as users' manifests, and without a mistake. */

export interface ValidWorkload {
  readonly kind: WorkloadKind;
  readonly object: JsonObject;
}

/**
 * A whole valid object of any kind (apps/v1, batch/v1, v1; Kubernetes 1.33 or newer), in namespace `shop`, named `shop`.
 * Sidecars are called as in {@link SIDECAR_NAMES}, so that rules can match them.
 */
export function validWorkload(kinds = fc.constantFrom(...WORKLOAD_KINDS)): fc.Arbitrary<ValidWorkload> {
  return kinds.chain(kind =>
    fc
      .tuple(podSpec(kind), labels())
      .map(([spec, extra]) => ({kind, object: objectOf(kind, spec, fieldsOf(kind, extra))})),
  );
}

/** Names of the containers that are meant to be sidecars; every other one is a main container. */
export const SIDECAR_NAMES = ['log', 'db-proxy', 'fluent-bit', 'cloud-sql-proxy', 'agent'] as const;
const MAIN_NAMES = ['app', 'web', 'worker', 'cache'] as const;
const INIT_NAMES = ['setup', 'migrate', 'istio-init'] as const;
const NATIVE_NAMES = ['native-a', 'native-b'] as const;

const VOLUMES = [
  {name: 'logs', emptyDir: {}},
  {name: 'tmp', emptyDir: {medium: 'Memory', sizeLimit: '8Mi'}},
  {name: 'config', configMap: {name: 'shop', optional: true}},
];

function fieldsOf(kind: WorkloadKind, labels: JsonObject): ObjectFields {
  const fields: ObjectFields = {template: {labels: {...labels, app: 'shop'}}};
  return kind === 'Pod' ? {metadata: {labels: {...labels, app: 'shop'}}} : fields;
}

function labels(): fc.Arbitrary<JsonObject> {
  return fc.record(
    {tier: fc.constantFrom('backend', 'front'), 'example.org/team': fc.constant('a')},
    {requiredKeys: []},
  );
}

function podSpec(kind: WorkloadKind): fc.Arbitrary<JsonObject> {
  const isJob = kind === 'Job' || kind === 'CronJob';
  const names = fc.tuple(
    fc.shuffledSubarray([...MAIN_NAMES], {minLength: 1}),
    fc.shuffledSubarray([...SIDECAR_NAMES]),
    fc.shuffledSubarray([...INIT_NAMES, ...NATIVE_NAMES]),
    fc.nat(),
  );
  const rest = fc.record(
    {
      terminationGracePeriodSeconds: fc.integer({min: 30, max: 90}),
      shareProcessNamespace: fc.boolean(),
      nodeSelector: fc.constant({'kubernetes.io/os': 'linux'}),
      securityContext: fc.constant({runAsUser: 1000, fsGroup: 2000}),
      tolerations: fc.constant([{key: 'spot', operator: 'Exists'}]),
      dnsPolicy: fc.constantFrom('ClusterFirst', 'Default'),
    },
    {requiredKeys: []},
  );
  const restartPolicy = isJob ? fc.constantFrom('Never', 'OnFailure') : fc.constant('Always');
  return fc.tuple(names, rest, restartPolicy).chain(([[mains, sidecars, init, seed], rest, restartPolicy]) =>
    lists(interleaved(mains, sidecars, seed), init).map(lists => ({
      ...rest,
      ...lists,
      restartPolicy,
      volumes: VOLUMES,
    })),
  );
}

/** Sidecars stand anywhere: first, last, between. */
function interleaved(mains: readonly string[], sidecars: readonly string[], seed: number): readonly string[] {
  return sidecars.reduce((all, name, index) => all.toSpliced((seed >> index) % (all.length + 1), 0, name), [...mains]);
}

function lists(classic: readonly string[], init: readonly string[]): fc.Arbitrary<JsonObject> {
  const initContainers = init.map(name => {
    if (!name.startsWith('native')) return container(name, {hooks: false});
    return container(name, {hooks: true}).map(one => ({...one, restartPolicy: 'Always'}));
  });
  return fc
    .tuple(fc.tuple(...classic.map(name => container(name, {hooks: true}))), fc.tuple(...initContainers))
    .map(([containers, initContainers]) => ({containers, ...(initContainers.length > 0 && {initContainers})}));
}

/** @param hooks whether probes and lifecycle are allowed: not in regular init containers (E21) */
function container(name: string, {hooks}: {readonly hooks: boolean}): fc.Arbitrary<JsonObject> {
  const fields = fc.record({image: image(), ...plainFields()}, {requiredKeys: ['image']});
  return fc
    .tuple(fields, hooks ? hookFields() : fc.constant({}))
    .map(([fields, hooks]) => ({name, ...fields, ...hooks}));
}

function image(): fc.Arbitrary<string> {
  const digest = `sha256:${'a'.repeat(64)}`;
  return fc.constantFrom(
    'app',
    'registry.example:5000/team/app:1.2',
    `gcr.io/team/app@${digest}`,
    'fluent/fluent-bit:3.1',
  );
}

function plainFields() {
  return {
    imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never'),
    command: fc.array(text(), {minLength: 1, maxLength: 3}),
    args: fc.array(text(), {maxLength: 3}),
    workingDir: fc.constant('/work'),
    env: env(),
    envFrom: fc.constant([{prefix: 'P_', configMapRef: {name: 'shop', optional: true}}]),
    ports: fc.constantFrom([{name: 'http', containerPort: 8080}], [{containerPort: 9090, protocol: 'UDP'}]),
    resources: resources(),
    volumeMounts: fc.subarray(VOLUMES.map(({name}) => ({name, mountPath: `/${name}`, readOnly: name === 'config'}))),
    securityContext: fc.constantFrom(
      {readOnlyRootFilesystem: true},
      {capabilities: {drop: ['ALL']}, runAsNonRoot: true},
    ),
    terminationMessagePolicy: fc.constant('FallbackToLogsOnError'),
    tty: fc.boolean(),
    stdin: fc.boolean(),
  };
}

/** What commands contain, with everything that some encoder writes in its own way. */
function text(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      'sh',
      '-c',
      'run && wait',
      'a < b > c',
      '{"json": [1, "{}"]}',
      '$(NAME)',
      '\u2028',
      'é 👩‍🚀',
      'tab\tnew\nline',
      '"quoted\\"',
    ),
    fc.string({minLength: 1, maxLength: 8}),
  );
}

function env(): fc.Arbitrary<readonly JsonObject[]> {
  return fc
    .tuple(text(), fc.boolean())
    .map(([value, more]) => [
      {name: 'NAME', value},
      ...(more ? [{name: 'POD_IP', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}}] : []),
    ]);
}

/** Quantities as people write them; the server keeps their text, or says the same in other words. */
function resources(): fc.Arbitrary<JsonObject> {
  return fc.constantFrom<JsonObject>(
    {},
    {requests: {cpu: '100m', memory: '64Mi'}},
    {requests: {cpu: '0.5'}, limits: {cpu: 1, memory: '1G'}},
    {limits: {cpu: '250m', memory: '128974848', 'ephemeral-storage': '1Gi'}},
  );
}

function hookFields(): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      startupProbe: probe(false),
      livenessProbe: probe(false),
      readinessProbe: probe(true),
      lifecycle: fc
        .record({preStop: hook(), postStart: hook()}, {requiredKeys: []})
        .filter(one => Object.keys(one).length > 0),
    },
    {requiredKeys: []},
  );
}

const HANDLERS = fc.constantFrom<JsonObject>(
  {httpGet: {path: '/ready?a=1&b=2', port: 8080, httpHeaders: [{name: 'Host', value: 'shop'}]}},
  {httpGet: {port: 'http', scheme: 'HTTPS'}},
  {tcpSocket: {port: 5432}},
  {exec: {command: ['sh', '-c', 'test -e /ready && true']}},
  {grpc: {port: 50051}},
  {grpc: {port: 50051, service: 'shop.Ready'}},
);

/** Only a readinessProbe may ask for several successes in a row; only the others have a grace period of their own. */
function probe(isReadiness: boolean): fc.Arbitrary<JsonObject> {
  const count = (max: number): fc.Arbitrary<number> => fc.integer({min: 1, max});
  const numbers = fc.record(
    {
      timeoutSeconds: count(9),
      periodSeconds: count(30),
      failureThreshold: count(30),
      initialDelaySeconds: fc.integer({min: 0, max: 9}),
      [isReadiness ? 'successThreshold' : 'terminationGracePeriodSeconds']: count(3),
    },
    {requiredKeys: []},
  );
  return fc.tuple(HANDLERS, numbers).map(([handler, numbers]) => ({...handler, ...numbers}));
}

function hook(): fc.Arbitrary<JsonObject> {
  return fc.constantFrom<JsonObject>(
    {sleep: {seconds: 5}},
    {exec: {command: ['sleep', '10s']}},
    {exec: {command: ['/bin/sh', '-c', ' sleep 5 ; ']}},
    {exec: {command: ['sh', '-c', 'sleep 5 && curl -X POST "localhost/quit?a&b" {}']}},
    {httpGet: {path: '/quitquitquit', port: 9091}},
  );
}
