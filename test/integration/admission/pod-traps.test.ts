import assert from 'node:assert/strict';
import {mutatingPolicy, mutatingPolicyBinding} from '../../../src/admission/cel/mutating-policy.ts';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import type {Exclusion} from '../../../src/admission/pods/unit.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import {objectsAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {container, native, podSpec, policy, rule} from '../../support/builders.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {AdmissionPolicies, type PolicyAndBinding} from './admission-policies.ts';
import {NAMED_PODS, namedExclusions} from './named-exclusions.ts';

/** A pod in a namespace with policies, and the native sidecars and the record that come of it. */
interface Trap {
  readonly says: string;
  readonly policies?: readonly Partial<Policy>[];
  readonly exclusions?: (namespace: string) => readonly Exclusion[];
  readonly namespace?: JsonObject;
  /** Adds this container to every pod of the namespace, before or after us. */
  readonly injects?: JsonObject;
  readonly pod: JsonObject;
  readonly natives: readonly string[];
  /** Undefined: there is none. */
  readonly record?: string;
}

const log = container('log');
const LOG_RULE = {sidecars: [rule({names: ['log']})]};
const SLEEPS = {preStop: {exec: {command: ['printf', '\u001b[0m']}}};
const RECORD = '[{"n":"log","i":1}]';
const LONG = `registry.example/${'a'.repeat(280)}`;

const BEFORE = {sidecars: [rule({names: ['log'], position: 'BeforeInit'})]};
const GATED = {sidecars: [rule({names: ['log'], startup: {gate: 'Readiness', timeoutSeconds: 9}})]};
const READY = {readinessProbe: {tcpSocket: {port: 80}}};
const VOLUME = {volumes: [{name: 'data', emptyDir: {}}]};
const DATA = {volumeMounts: [{name: 'data', mountPath: '/data'}]};
const READS = {volumeMounts: [{name: 'data', mountPath: '/data', readOnly: true}]};
const asking = (name: string, cpu: string): JsonObject => container(name, {resources: {requests: {cpu}}});

const TRAPS: readonly Trap[] = [
  {
    says: 'a pod that was converted before is left as it is',
    pod: {
      metadata: {annotations: {'outrigger.dev/record': RECORD, 'outrigger.dev/policy': 'x'}},
      spec: podSpec([container('app')], {initContainers: [native('log')]}),
    },
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'a second run keeps the record of the first',
    pod: {
      metadata: {
        annotations: {'outrigger.dev/record': '[{"n":"old","i":2,"h":1,"s":["sleep","5"]},{"n":"gone","i":0}]'},
      },
      spec: podSpec([container('app'), log], {initContainers: [native('old')]}),
    },
    natives: ['old', 'log'],
    record: '[{"n":"old","i":2,"h":1,"s":["sleep","5"]},{"n":"log","i":1}]',
  },
  {
    says: 'a container that was added again beside its native copy takes the place of the copy',
    pod: {
      metadata: {annotations: {'outrigger.dev/record': RECORD}},
      spec: podSpec([log, container('app')], {initContainers: [native('log', {image: 'old'}), native('other')]}),
    },
    natives: ['log', 'other'],
    record: '[{"n":"log","i":0}]',
  },
  {
    says: 'a sidecar that only an injector adds is converted, whichever of the two comes first',
    injects: log,
    pod: {spec: podSpec([container('app')])},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'with hostNetwork every port is a host port, and the pod stays',
    pod: {spec: podSpec([container('app'), container('log', {ports: [{containerPort: 80}]})], {hostNetwork: true})},
    natives: [],
  },
  {
    says: 'with hostNetwork a sidecar without ports is converted',
    pod: {spec: podSpec([container('app'), log], {hostNetwork: true})},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'the label on the namespace leaves its pods out',
    namespace: {labels: {'outrigger.dev/skip': 'true'}},
    pod: {spec: podSpec()},
    natives: [],
  },
  {
    says: 'the label on the pod leaves it out',
    pod: {metadata: {labels: {'outrigger.dev/skip': 'true'}}, spec: podSpec()},
    natives: [],
  },
  {
    says: 'another value of the label does not',
    pod: {metadata: {labels: {'outrigger.dev/skip': 'false'}}, spec: podSpec()},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'a hook with control characters goes, and is not in the record, which stays JSON',
    policies: [{sidecars: [rule({names: ['log'], preStop: 'Remove'})]}],
    pod: {spec: podSpec([container('app'), container('log', {lifecycle: SLEEPS})])},
    natives: ['log'],
    record: '[{"n":"log","i":1,"h":1}]',
  },
  {
    says: 'before the init containers it would lack what one of them writes: the pod stays',
    policies: [BEFORE],
    pod: {
      spec: podSpec([container('app'), container('log', DATA)], {
        initContainers: [container('setup', DATA)],
        ...VOLUME,
      }),
    },
    natives: [],
  },
  {
    says: 'an init container that only reads the volume is no reason',
    policies: [BEFORE],
    pod: {
      spec: podSpec([container('app'), container('log', DATA)], {
        initContainers: [container('setup', READS)],
        ...VOLUME,
      }),
    },
    natives: ['log'],
    record: '[{"n":"log","i":1,"b":1}]',
  },
  {
    says: 'before a large init container it would raise what the pod asks for: the pod stays',
    policies: [BEFORE],
    pod: {spec: podSpec([asking('app', '100m'), asking('log', '100m')], {initContainers: [asking('setup', '201m')]})},
    natives: [],
  },
  {
    says: 'beside a small init container the sum is no more than today',
    policies: [BEFORE],
    pod: {spec: podSpec([asking('app', '100m'), asking('log', '100m')], {initContainers: [asking('setup', '100m')]})},
    natives: ['log'],
    record: '[{"n":"log","i":1,"b":1}]',
  },
  {
    says: 'a gate that asks a port of the app would wait for ever: the pod stays',
    policies: [GATED],
    pod: {spec: podSpec([container('app', {ports: [{containerPort: 80}]}), container('log', READY)])},
    natives: [],
  },
  {
    says: 'a gate that asks a port of its own is one',
    policies: [GATED],
    pod: {spec: podSpec([container('app'), container('log', {...READY, ports: [{containerPort: 80}]})])},
    natives: ['log'],
    record: '[{"n":"log","i":1,"t":9}]',
  },
  {
    says: 'a wrapper around the app would not find the native sidecar: the pod stays',
    pod: {spec: podSpec([container('app', {command: ['sh', '-c', 'exec /kubexit run']}), log])},
    natives: [],
  },
  {
    says: 'what an injector adds would come back: the pod stays',
    policies: [{sidecars: [rule({names: ['daprd']})]}],
    pod: {spec: podSpec([container('app'), container('daprd')])},
    natives: [],
  },
  {
    says: 'what rules match whole is no app: the pod stays',
    policies: [{sidecars: [rule({names: ['*']})]}],
    pod: {spec: podSpec()},
    natives: [],
  },
  {
    says: 'a restartPolicy of its own would be lost: the pod stays',
    pod: {spec: podSpec([container('app'), container('log', {restartPolicy: 'Always'})])},
    natives: [],
  },
  {
    says: 'a finding that is acknowledged is no reason',
    policies: [{...LOG_RULE, acknowledge: ['HostPort']}],
    pod: {spec: podSpec([container('app'), container('log', {ports: [{containerPort: 80, hostPort: 80}]})])},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'a suspended policy keeps the next one from its pods',
    policies: [{suspend: true}, {createdAt: '2026-02-01T00:00:00Z'}],
    pod: {spec: podSpec()},
    natives: [],
  },
  {
    says: 'an excluded workload’s pods stay',
    exclusions: namespace => [{namespace, kind: 'Pod', labels: {app: 'blocked', tier: 'a'}}],
    pod: {metadata: {labels: {app: 'blocked', tier: 'a', more: 'x'}}, spec: podSpec()},
    natives: [],
  },
  {
    says: 'a pod that lacks one of the labels is not excluded',
    exclusions: namespace => [{namespace, kind: 'Pod', labels: {app: 'blocked', tier: 'a'}}],
    pod: {metadata: {labels: {app: 'blocked'}}, spec: podSpec()},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: 'the same labels on another kind of workload are not excluded',
    exclusions: namespace => [{namespace, kind: 'Job', labels: {}}],
    pod: {spec: podSpec()},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: '200 label sets are affordable',
    exclusions: namespace =>
      Array.from({length: 200}, (_, i) => ({
        namespace,
        kind: 'Pod' as const,
        labels: {'app.kubernetes.io/name': `name-${i}`, 'app.kubernetes.io/instance': `instance-${i}`},
      })),
    pod: {
      metadata: {labels: {'app.kubernetes.io/name': 'name-199', 'app.kubernetes.io/instance': 'x'}},
      spec: podSpec(),
    },
    natives: ['log'],
    record: RECORD,
  },
  ...NAMED_PODS.map(({of, isOut, ...pod}) => ({
    says: `by name, ${of} ${isOut ? 'is' : 'is not'} excluded`,
    exclusions: namedExclusions,
    pod: {...pod, spec: podSpec()},
    ...(isOut ? {natives: []} : {natives: ['log'], record: RECORD}),
  })),
  {
    says: '1000 names are affordable',
    exclusions: namespace =>
      Array.from({length: 1000}, (_, i) => ({
        namespace,
        kind: 'Pod' as const,
        workload: `a-name-of-usual-length-${i}`,
      })),
    pod: {spec: podSpec()},
    natives: ['log'],
    record: RECORD,
  },
  {
    says: '32 rules with image globs are affordable in a pod of 50 containers with long images',
    policies: [
      {
        sidecars: [
          ...Array.from({length: 31}, (_, i) => rule({images: [`*/never-${i}`, `*/team/*${i}`]})),
          rule({names: ['sidecar-*'], startup: {gate: 'Readiness', timeoutSeconds: 9}}),
        ],
      },
    ],
    pod: {
      spec: podSpec([
        container('app'),
        ...Array.from({length: 49}, (_, i) =>
          container(`sidecar-${i}`, {image: LONG, readinessProbe: {tcpSocket: {port: 80}}}),
        ),
      ]),
    },
    natives: Array.from({length: 49}, (_, i) => `sidecar-${i}`),
    record: `[${Array.from({length: 49}, (_, i) => `{"n":"sidecar-${i}","i":1,"t":9}`).join(',')}]`,
  },
];

describe('pod policies and their traps', function () {
  this.timeout(120_000);
  let admin: Admin;
  let admission: AdmissionPolicies;

  before(async () => {
    admin = new Admin(await sharedCluster());
    admission = new AdmissionPolicies(admin, 'admission-traps-canary');
    await admission.open();
    for (const [index, trap] of TRAPS.entries()) {
      await admin.create('Namespace', undefined, {metadata: {...trap.namespace, name: namespaceOf(index)}});
    }
    await admission.apply(TRAPS.flatMap((trap, index) => [...policiesOf(trap, index), ...injector(trap, index)]));
  });

  after(async () => {
    await admission.close();
    for (const index of TRAPS.keys()) await admin.delete('Namespace', undefined, namespaceOf(index));
    await admin.close();
  });

  for (const [index, {says, pod, natives, record}] of TRAPS.entries()) {
    it(says, async () => {
      const metadata = {...(pod['metadata'] as JsonObject | undefined), name: 'shop'};
      const created = await admission.dryRun(namespaceOf(index), {...pod, metadata});
      const native = objectsAt(created, 'spec', 'initContainers').filter(one => one['restartPolicy'] === 'Always');
      assert.deepEqual(
        native.map(one => stringAt(one, 'name')),
        natives,
      );
      assert.equal(stringMapAt(created, 'metadata', 'annotations')['outrigger.dev/record'], record);
    });
  }
});

function namespaceOf(index: number): string {
  return `admission-traps-${index}`;
}

function policiesOf({policies = [LOG_RULE], exclusions = () => []}: Trap, index: number): readonly PolicyAndBinding[] {
  const namespace = namespaceOf(index);
  const own = policies.map((fields, each) => policy({...fields, namespace, key: `${namespace}/${each}`}));
  const units = unitsOf(own, exclusions(namespace));
  return units.map(unit => {
    const result = compilePodPolicy(unit);
    return result.type === 'Compiled' ? result : assert.fail(JSON.stringify(result.findings));
  });
}

/** Injectors add what they do not find, wherever it stands. */
function injector({injects}: Trap, index: number): readonly PolicyAndBinding[] {
  if (injects === undefined) return [];
  const metadata = {name: `${namespaceOf(index)}.injector`, labels: {}, annotations: {}};
  const policy = mutatingPolicy({
    metadata,
    match: {resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}]},
    reinvocation: 'Never',
    conditions: [],
    variables: [],
    patch: `[JSONPatch{op: 'add', path: '/spec/containers/-', value: {'name': '${stringAt(injects, 'name') ?? ''}', 'image': '${stringAt(injects, 'image') ?? ''}'}}]`,
  });
  const namespaceSelector = {matchLabels: {'kubernetes.io/metadata.name': namespaceOf(index)}};
  return [{policy, binding: mutatingPolicyBinding(metadata, {namespaceSelector})}];
}
