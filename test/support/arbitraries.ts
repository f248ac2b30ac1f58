import fc from 'fast-check';
import type {FindingCode} from '../../src/api/codes.ts';
import {FINDING_CODES} from '../../src/api/codes.ts';
import {isAcknowledgeable} from '../../src/api/acknowledge.ts';
import type {JsonObject} from '../../src/domain/json.ts';
import type {Policy, SidecarRule} from '../../src/domain/policy.ts';
import type {RecordEntry} from '../../src/domain/record.ts';
import {WORKLOAD_KINDS, type WorkloadKind} from '../../src/domain/workload.ts';
import {objectOf, policy as policyWith, rule as ruleWith} from './builders.ts';
import {anyJson, anyObject, hostileText} from './json-arbitraries.ts';

export {validWorkload} from './valid-workload.ts';

/** Generators of well-formed workloads and policies, with fields and keys that nobody knows. */

export const NAMES = [
  'app',
  'web',
  'log',
  'log-2',
  'db-proxy',
  'fluent-bit',
  'cloud-sql-proxy',
  'agent',
  'cache',
  'x',
  'y',
  'z',
] as const;

const HANDLERS = fc.constantFrom<JsonObject>(
  {httpGet: {path: '/ready?a=1&b=<c>', port: 8080}},
  {httpGet: {path: '/ready', port: 4191}},
  {httpGet: {port: 'http'}},
  {tcpSocket: {port: 5432}},
  {exec: {command: ['sh', '-c', 'test -e /ready && true']}},
  {grpc: {port: 50051}},
);

/** A probe as people write it. */
export function probe(): fc.Arbitrary<JsonObject> {
  const numbers = fc.record(
    {
      timeoutSeconds: fc.integer({min: 1, max: 9}),
      periodSeconds: fc.integer({min: 1, max: 30}),
      failureThreshold: fc.integer({min: 1, max: 30}),
    },
    {requiredKeys: []},
  );
  return fc.tuple(HANDLERS, numbers).map(([handler, rest]) => ({...handler, ...rest}));
}

export function hook(): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    fc.constantFrom<JsonObject>(
      {sleep: {seconds: 5}},
      {exec: {command: ['sleep', '10s']}},
      {exec: {command: ['/bin/sh', '-c', ' sleep 5 ; ']}},
      {exec: {command: ['sh', '-c', 'sleep 5 && curl -X POST localhost/quit']}},
      {httpGet: {path: '/quitquitquit', port: 9091}},
      {exec: {command: ['/usr/lib/linkerd/linkerd-await', '--port=4191']}},
    ),
    hostileText().map(text => ({exec: {command: ['echo', text]}})),
  );
}

function lifecycle(): fc.Arbitrary<JsonObject> {
  return fc.record({preStop: hook(), postStart: hook()}, {requiredKeys: []}).filter(one => Object.keys(one).length > 0);
}

/** A container of that name; what it has beside the known fields is for the unknown ones. */
export function containerNamed(name: string): fc.Arbitrary<JsonObject> {
  const fields = fc.record(
    {
      image: fc.constantFrom(
        'app:1',
        'registry:5000/fluent/fluent-bit:3',
        'gcr.io/cloud-sql-connectors/cloud-sql-proxy@sha256:aa',
      ),
      command: fc.array(hostileText(), {maxLength: 3}),
      args: fc.constantFrom(
        ['--health-check', '--http-address=0.0.0.0'],
        ['-use_http_health_check'],
        ['--http-bind=:80', '--http-address=:4180'],
        [],
      ),
      env: fc.array(fc.record({name: hostileText(), value: hostileText()}), {maxLength: 2}),
      resources: fc.record({requests: fc.record({cpu: fc.integer({min: 0, max: 4000}).map(milli => `${milli}m`)})}),
      startupProbe: probe(),
      readinessProbe: probe(),
      livenessProbe: probe(),
      lifecycle: lifecycle(),
    },
    {requiredKeys: []},
  );
  const unknown = anyObject().map(object => ({'x-unknown': object, ['__proto__']: object}));
  return fc.tuple(fields, fc.option(unknown, {nil: {}})).map(([known, rest]) => ({name, ...known, ...rest}));
}

/** How a pod spec may be laid out: names of the lists, in order. */
interface Layout {
  readonly classic: readonly string[];
  readonly init: readonly {readonly name: string; readonly type: 'Regular' | 'Native'}[];
}

const INIT_NAMES = ['setup', 'migrate', 'istio-init', 'linkerd-init', 'native-a', 'native-b'] as const;

/** 1–12 classic containers and up to 4 init containers, all names different. */
function layout(): fc.Arbitrary<Layout> {
  return fc.record({
    classic: fc.shuffledSubarray([...NAMES], {minLength: 1}),
    init: fc
      .shuffledSubarray([...INIT_NAMES], {maxLength: 4})
      .map(names =>
        names.map(name => ({name, type: name.startsWith('native') ? ('Native' as const) : ('Regular' as const)})),
      ),
  });
}

function specOf({classic, init}: Layout): fc.Arbitrary<JsonObject> {
  const containers = fc.tuple(...classic.map(containerNamed));
  const initContainers = fc.tuple(
    ...init.map(({name, type}) =>
      containerNamed(name).map(one => (type === 'Native' ? {...one, restartPolicy: 'Always'} : regular(one))),
    ),
  );
  return fc.record({containers, initContainers, unknown: anyJson()}).map(({containers, initContainers, unknown}) => ({
    containers,
    ...(initContainers.length > 0 && {initContainers}),
    'x-unknown': unknown,
  }));
}

/** Regular init containers have no probes and no lifecycle (E21). */
function regular(one: JsonObject): JsonObject {
  const forbidden = new Set(['startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle']);
  return Object.fromEntries(Object.entries(one).filter(([key]) => !forbidden.has(key)));
}

/** A pod spec in which every name is there once. */
export function podSpec(): fc.Arbitrary<JsonObject> {
  return layout().chain(specOf);
}

/** A pod spec in which some containers have an older native copy of themselves in `initContainers`. */
export function podSpecWithCopies(): fc.Arbitrary<JsonObject> {
  return layout()
    .chain(({classic, init}) => fc.tuple(fc.constant({classic, init}), fc.shuffledSubarray([...classic]), fc.nat()))
    .chain(([{classic, init}, copies, at]) => {
      const natives = copies.map(name => ({name, type: 'Native' as const}));
      return specOf({classic, init: init.toSpliced(at % (init.length + 1), 0, ...natives)});
    });
}

export function rule(): fc.Arbitrary<SidecarRule> {
  const names = fc.constantFrom(['log*'], ['db-?roxy', 'agent'], ['x'], ['y', 'z'], ['cache']);
  const images = fc.constantFrom(['*/fluent-bit'], ['*cloud-sql-proxy@sha256:*'], ['app']);
  return fc
    .record({
      what: fc.oneof(
        fc.record({names}),
        fc.record({images}),
        fc.record({names, images}),
        fc.constantFrom(
          {profile: 'fluent-bit'},
          {profile: 'cloud-sql-proxy'},
          {profile: 'cloud-sql-proxy', names: ['x']},
          {profile: 'git-sync', names: ['y', 'db-?roxy']},
          {profile: 'oauth2-proxy', names: ['z', 'log*']},
          {profile: 'unknown'},
          {profile: 'istio'},
          {profile: 'linkerd'},
          {profile: 'linkerd', names: ['x', 'log']},
          {profile: 'kuma'},
        ),
      ),
      position: fc.constantFrom({}, {position: 'AfterInit' as const}, {position: 'BeforeInit' as const}),
      startup: startup(),
      preStop: fc.constantFrom<SidecarRule['preStop']>('Auto', 'Keep', 'Remove'),
    })
    .map(({what, position, startup, preStop}) => ruleWith({...what, ...position, startup, preStop}));
}

function startup(): fc.Arbitrary<SidecarRule['startup']> {
  const timeoutSeconds = fc.integer({min: 1, max: 600});
  return fc.oneof(
    fc.record({gate: fc.constantFrom('Auto' as const, 'None' as const, 'Readiness' as const), timeoutSeconds}),
    fc.record({gate: fc.constant('Probe' as const), timeoutSeconds, probe: probe()}),
  );
}

export function rules(): fc.Arbitrary<readonly SidecarRule[]> {
  return fc.array(rule(), {minLength: 1, maxLength: 4});
}

/** The codes that a policy may acknowledge: with all of them, what can be converted is. */
const ACKNOWLEDGEABLE = (Object.keys(FINDING_CODES) as FindingCode[]).filter(isAcknowledgeable);

export function policy(): fc.Arbitrary<Policy> {
  return rules().map(sidecars => policyWith({sidecars, acknowledge: ACKNOWLEDGEABLE}));
}

export function kind(): fc.Arbitrary<WorkloadKind> {
  return fc.constantFrom(...WORKLOAD_KINDS);
}

/** A whole object of any kind. */
export function workloadObject(
  spec: fc.Arbitrary<JsonObject> = podSpec(),
): fc.Arbitrary<{kind: WorkloadKind; object: JsonObject}> {
  const annotations = fc.constantFrom<JsonObject>({}, {annotations: {'a/b~c': 'x'}});
  return fc
    .tuple(kind(), spec, annotations, injection())
    .map(([kind, spec, metadata, template]) => ({kind, object: objectOf(kind, spec, {metadata, template})}));
}

/** Metadata of a pod template, by which injectors add sidecars or do not. */
function injection(): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      labels: fc.constantFrom<JsonObject>(
        {app: 'shop', 'sidecar.istio.io/inject': 'true'},
        {app: 'shop', 'kuma.io/sidecar-injection': 'enabled'},
      ),
      annotations: fc.constantFrom<JsonObject>(
        {'linkerd.io/inject': 'enabled'},
        {'sidecar.istio.io/nativeSidecar': 'true', a: 'b'},
        {'sidecar.istio.io/nativeSidecar': 'false', 'linkerd.io/inject': 'enabled'},
      ),
    },
    {requiredKeys: []},
  );
}

/** A record entry with every field that it may have. */
export function recordEntry(
  name: fc.Arbitrary<string> = hostileText().filter(text => text !== ''),
): fc.Arbitrary<RecordEntry> {
  const one = fc.constant(1 as const);
  return fc.record(
    {
      n: name,
      i: fc.nat({max: 20}),
      b: one,
      t: fc.integer({min: 1, max: 3600}),
      x: one,
      p: anyJson(),
      h: one,
      s: fc.oneof(fc.nat({max: 300}), fc.array(hostileText(), {maxLength: 3})),
      r: anyJson(),
      w: anyJson(),
      o: fc.array(hostileText(), {maxLength: 2}),
    },
    {requiredKeys: ['n', 'i'], noNullPrototype: true},
  );
}

export function record(): fc.Arbitrary<readonly RecordEntry[]> {
  return fc.uniqueArray(recordEntry(), {maxLength: 4, selector: entry => entry.n});
}
