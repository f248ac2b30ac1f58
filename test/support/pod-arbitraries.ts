import fc from 'fast-check';
import {SKIP_LABEL} from '../../src/api/constants.ts';
import type {JsonObject} from '../../src/domain/json.ts';

/**
 * A generator of pods as controllers create them, most of which a real API server takes: with everything that decides
 * about a conversion, and every combination of it.
 */
export function createdPod(): fc.Arbitrary<JsonObject> {
  return fc.record({metadata: metadata(), spec: podSpec()});
}

/** Names of sidecars; some are those by which the catalog knows a product. */
export const SIDECARS = [
  'log',
  'db-proxy',
  'fluent-bit',
  'cloud-sql-proxy',
  'alloydb-proxy',
  'oauth2-proxy',
  'git-sync',
  'istio-proxy',
  'linkerd-proxy',
  'daprd',
  'vault-agent',
  'agent',
] as const;
const MAINS = ['app', 'web', 'worker'] as const;
const INITS = ['setup', 'migrate', 'istio-init', 'linkerd-init'] as const;
const NATIVES = ['native-a', 'native-b', 'fluent-bit'] as const;

export const IMAGES = [
  'app',
  'registry.example:5000/team/app:1.2',
  'fluent/fluent-bit:3.1',
  'cr.fluentbit.io/fluent/fluent-bit',
  `gcr.io/cloud-sql-connectors/cloud-sql-proxy@sha256:${'a'.repeat(64)}`,
  'registry.example:5000/alloydb-connectors/alloydb-auth-proxy:1',
  'quay.io/oauth2-proxy/oauth2-proxy:v7',
  'docker.io/istio/proxyv2:1.26.0',
  'auto',
  'rancher/ztunnel:1',
  'hashicorp/vault:1.2',
  'timberio/vector:0.40-alpine@sha256:bb',
  'odd/né:日',
] as const;

function metadata(): fc.Arbitrary<JsonObject> {
  const labels = fc.record(
    {
      app: fc.constantFrom('shop', 'other'),
      tier: fc.constantFrom('backend', 'front', ''),
      'pod-template-hash': fc.constantFrom('5c9', '5c9', '5c9', 'other'),
      [SKIP_LABEL]: fc.oneof({weight: 9, arbitrary: fc.constant('false')}, {weight: 1, arbitrary: fc.constant('true')}),
      'sidecar.istio.io/inject': fc.constantFrom('true', 'false', 'TRUE'),
      'kuma.io/sidecar-injection': fc.constantFrom('enabled', 'disabled'),
    },
    {requiredKeys: []},
  );
  const annotations = fc.record(
    {
      'linkerd.io/inject': fc.constantFrom('enabled', 'disabled'),
      'sidecar.istio.io/nativeSidecar': fc.constantFrom('true', 'false'),
      'sidecar.istio.io/status': fc.constant('{}'),
      'linkerd.io/proxy-version': fc.constant('stable'),
      'vault.hashicorp.com/agent-inject': fc.constantFrom('true', 'false', '1'),
      'vault.hashicorp.com/agent-inject-status': rarely(fc.constant('injected')),
      'vault.hashicorp.com/agent-inject-secret-DB': fc.constant('db/creds'),
      'vault.hashicorp.com/agent-inject-template-file-key.pem': fc.constantFrom('/tpl', ' '),
      'vault.hashicorp.com/agent-inject-file-DB': fc.constantFrom("/it's", 'db'),
      'vault.hashicorp.com/preserve-secret-case': fc.constant('true'),
      'vault.hashicorp.com/secret-volume-path': fc.constantFrom('/data//', '/data/x', '/config'),
      'dapr.io/enabled': fc.constantFrom('true', 'no'),
      'outrigger.dev/policy': fc.constantFrom('nobody', 'second', 'third'),
      'outrigger.dev/record': fc.constantFrom(
        '[{"n":"native-a","i":1},{"n":"gone","i":0,"s":["sleep","5"],"h":1}]',
        '[{"n":"fluent-bit","i":0,"b":1}]',
        'broken [{"n":"native-b"',
      ),
    },
    {requiredKeys: []},
  );
  return fc.tuple(sometimes(labels), sometimes(annotations), owner()).map(([labels, annotations, owner]) => ({
    name: 'shop',
    ...((labels ?? owner) && {labels: {...(owner && {'pod-template-hash': '5c9'}), ...labels}}),
    ...(annotations && {annotations: defined(annotations)}),
    ...(owner && {ownerReferences: [owner]}),
  }));
}

/** The controller of the pod; undefined: it has none. */
function owner(): fc.Arbitrary<JsonObject | undefined> {
  const of = (apiVersion: string, kind: string, name = 'shop'): JsonObject => ({
    apiVersion,
    kind,
    name,
    uid: '11111111-1111-1111-1111-111111111111',
    controller: true,
  });
  const known = fc.constantFrom(
    undefined,
    of('apps/v1', 'ReplicaSet', 'shop-5c9'),
    of('apps/v1', 'StatefulSet'),
    of('apps/v1', 'DaemonSet'),
    of('batch/v1', 'Job'),
    of('batch/v1', 'Job', 'shop-29345678'),
    {...of('batch/v1', 'Job'), controller: false},
  );
  const others = fc.constantFrom(
    of('apps/v1', 'ReplicaSet', 'alone'),
    of('apps.kruise.io/v1alpha1', 'StatefulSet'),
    of('example.com/v1', 'Database'),
  );
  return fc.oneof({weight: 9, arbitrary: known}, {weight: 1, arbitrary: others});
}

const VOLUMES = [
  {name: 'data', emptyDir: {}},
  {name: 'config', configMap: {name: 'shop', optional: true}},
];

function podSpec(): fc.Arbitrary<JsonObject> {
  const fields = fc.record(
    {
      hostNetwork: rarely(fc.constant(true)),
      shareProcessNamespace: fc.boolean(),
      restartPolicy: fc.constantFrom('Always', 'Never', 'OnFailure'),
      terminationGracePeriodSeconds: fc.integer({min: 30, max: 90}),
      resources: rarely(fc.constant({requests: {cpu: '20', memory: '20Gi'}})),
    },
    {requiredKeys: []},
  );
  const names = fc.tuple(
    fc.shuffledSubarray([...MAINS] as string[], {minLength: 1}),
    fc.shuffledSubarray([...SIDECARS], {maxLength: 4}),
    fc.shuffledSubarray([...INITS, ...NATIVES] as string[], {maxLength: 4}),
    fc.array(fc.nat(), {minLength: 4, maxLength: 4}),
  );
  return fc
    .tuple(fields, names, rarely(fc.constantFrom(...SIDECARS)))
    .chain(([fields, [mains, sidecars, inits, at], copied]) => {
      const classic = sidecars.reduce((all, name, i) => all.toSpliced((at[i] ?? 0) % (all.length + 1), 0, name), mains);
      // An injector may add what an earlier run has moved a second time.
      const init: readonly string[] =
        copied !== undefined && classic.includes(copied) && !inits.some(name => name === copied)
          ? inits.toSpliced((at[0] ?? 0) % (inits.length + 1), 0, copied)
          : inits;
      return fc
        .tuple(fc.tuple(...classic.map(containerNamed)), fc.tuple(...init.map(initNamed)))
        .map(([containers, initContainers]) => ({
          ...fields,
          containers,
          ...(initContainers.length > 0 && {initContainers}),
          volumes: VOLUMES,
          // Its volume would have another name each time.
          automountServiceAccountToken: false,
        }));
    });
}

function initNamed(name: string): fc.Arbitrary<JsonObject> {
  if (INITS.some(one => one === name)) return plainContainer(name);
  return containerNamed(name).map(container => ({...container, restartPolicy: 'Always'}));
}

function containerNamed(name: string): fc.Arbitrary<JsonObject> {
  const fields = fc.record(
    {
      startupProbe: rarely(probe()),
      readinessProbe: probe(),
      livenessProbe: probe(),
      lifecycle: lifecycle(),
      restartPolicy: rarely(fc.constant('Always')),
    },
    {requiredKeys: []},
  );
  return fc.tuple(plainContainer(name), fields).map(([plain, fields]) => ({...plain, ...defined(fields)}));
}

function plainContainer(name: string): fc.Arbitrary<JsonObject> {
  return fc
    .record(
      {
        image: fc.constantFrom(...IMAGES),
        command: words(),
        args: words(),
        env: env(),
        ports: ports(),
        resources: resources(),
        volumeMounts: fc.subarray([
          {name: 'data', mountPath: '/data'},
          {name: 'config', mountPath: '/config', readOnly: true},
        ]),
      },
      {requiredKeys: ['image']},
    )
    .map(fields => ({name, ...fields}));
}

function words(): fc.Arbitrary<readonly string[]> {
  const word = fc.constantFrom(
    '--health-check',
    '-health-check=true',
    '--health-check=false',
    '--http-address=0.0.0.0',
    '--http-address=localhost',
    '--http-address=127.0.0.1:4180',
    '--http-address=:4180',
    '--http-address',
    '[::]:4180',
    '$(ADDRESS)',
    '--http-port=$(PORT)',
    '--http-port=9801',
    '--http-port=99999',
    '-use_http_health_check',
    '--http-bind=:8080',
    '--http-bind=0.0.0.0:x',
    '--ping-path=/p',
    '--force-https',
    'agent',
    'sh -c agent',
    '--app-port=3000',
    'until nc -z localhost 8080; do sleep 1; done',
    'while ! pgrep app; do sleep 1; done',
    'curl localhost:8080',
    'wait-for 127.0.0.1:5432',
    'curl [::1]:123456',
    'x\u00a0agent\u2003y',
    '{"a": "}"}',
  );
  const wrapper = fc.constantFrom('kubexit', 'x /bin/kubexit y', '/bin/watchkiller --now');
  return fc.array(fc.oneof({weight: 60, arbitrary: word}, {weight: 1, arbitrary: wrapper}), {
    minLength: 1,
    maxLength: 4,
  });
}

function env(): fc.Arbitrary<readonly JsonObject[]> {
  const one = fc.constantFrom<JsonObject>(
    {name: 'ADDRESS', value: '0.0.0.0'},
    {name: 'PORT', value: '9801'},
    {name: 'PORT', value: '$(OTHER)'},
    {name: 'PORT', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}},
    {name: 'CSQL_PROXY_HEALTH_CHECK', value: 'true'},
    {name: 'CSQL_PROXY_HTTP_ADDRESS', value: '$(ADDRESS)'},
    {name: 'ALLOYDB_PROXY_HEALTH_CHECK', value: '1'},
    {name: 'ALLOYDB_PROXY_HTTP_ADDRESS', value: '::1'},
    {name: 'OAUTH2_PROXY_HTTP_ADDRESS', value: ':4180'},
    {name: 'OAUTH2_PROXY_CONFIG', value: '/etc/config'},
    {name: 'GITSYNC_HTTP_BIND', value: '0.0.0.0:80'},
    {name: 'SERVING_READINESS_PROBE', value: '{}'},
    {name: 'EMPTY', value: ''},
  );
  const wrapped = rarely(fc.constantFrom({name: 'KUBEXIT_NAME', value: 'x'}, {name: 'KILLER_WATCH_FILE', value: 'x'}));
  return fc
    .tuple(fc.array(one, {maxLength: 3}), wrapped)
    .map(([some, one]) => (one === undefined ? some : [...some, one]));
}

function ports(): fc.Arbitrary<readonly JsonObject[]> {
  const onHost = fc.integer({min: 8000, max: 9000}).map(port => [{containerPort: port, hostPort: port}]);
  const others = fc.constantFrom<readonly JsonObject[]>(
    [{name: 'http', containerPort: 8080}],
    [{containerPort: 5432}],
    [{containerPort: 9090, protocol: 'UDP'}],
    [
      {name: 'admin', containerPort: 15021},
      {containerPort: 8080, protocol: 'UDP'},
    ],
    [],
  );
  return fc.oneof({weight: 20, arbitrary: others}, {weight: 1, arbitrary: onHost});
}

function resources(): fc.Arbitrary<JsonObject> {
  return fc.constantFrom<JsonObject>(
    {},
    {requests: {cpu: '100m', memory: '64Mi'}},
    {requests: {cpu: '0.5'}, limits: {cpu: 1, memory: '1G'}},
    {limits: {cpu: '2500m', memory: '128974848', 'ephemeral-storage': '1Gi'}},
    {requests: {cpu: '3', memory: '2e9'}},
  );
}

function probe(): fc.Arbitrary<JsonObject> {
  const handler = fc.constantFrom<JsonObject>(
    {httpGet: {path: '/ready?a=1&b=2', port: 8080, httpHeaders: [{name: 'Host', value: 'shop'}]}},
    {httpGet: {path: '/healthz/ready', port: 15021}},
    {httpGet: {path: '/ready', port: 4191}},
    {httpGet: {path: '/v1.0/healthz', port: 3500}},
    {httpGet: {port: 'http', scheme: 'HTTPS'}},
    {httpGet: {port: 8080, host: 'example.org'}},
    {tcpSocket: {port: 5432}},
    {tcpSocket: {port: 'admin'}},
    {exec: {command: ['sh', '-c', 'wget localhost:8080 && true']}},
    {exec: {command: ['printf', '\u001b[0m {"braces"}', '\u{e0001}']}},
    {grpc: {port: 50051, service: 'shop.Ready'}},
  );
  const numbers = fc.record(
    {
      timeoutSeconds: fc.integer({min: 1, max: 9}),
      periodSeconds: fc.integer({min: 1, max: 30}),
      initialDelaySeconds: fc.integer({min: 0, max: 9}),
    },
    {requiredKeys: []},
  );
  return fc.tuple(handler, numbers).map(([handler, numbers]) => ({...handler, ...numbers}));
}

function lifecycle(): fc.Arbitrary<JsonObject> {
  return fc.record({preStop: hook(), postStart: hook()}, {requiredKeys: []}).filter(one => Object.keys(one).length > 0);
}

function hook(): fc.Arbitrary<JsonObject> {
  return fc.constantFrom<JsonObject>(
    {sleep: {seconds: 5}},
    {exec: {command: ['sleep', '10s']}},
    {exec: {command: ['/usr/bin/sleep', '1.5m']}},
    {exec: {command: ['/bin/sh', '-c', ' sleep\t5 ;\n']}},
    {exec: {command: ['sh', '-c', 'sleep 5 && curl -X POST "localhost:8080/quit?a&b" {} \\n é 日 😀']}},
    {exec: {command: ['sh', '-c', 'printf "\u001b[0m\u000b"']}},
    {exec: {command: ['sh', '-c', 'until nc localhost 8080; do :; done']}},
    {exec: {command: ['/usr/local/bin/pilot-agent', 'wait', '--timeout=3']}},
    {exec: {command: ['linkerd-await', '--port=4191']}},
    {httpGet: {path: '/quitquitquit', port: 9091}},
    {httpGet: {path: '/up', port: 8080}},
    {tcpSocket: {port: 'http'}},
  );
}

/** Undefined as often as not. */
function sometimes<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(value, fc.constant(undefined));
}

/** Mostly undefined: what blocks a conversion would hide everything else. */
function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({weight: 1, arbitrary: value}, {weight: 19, arbitrary: fc.constant(undefined)});
}

function defined(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
