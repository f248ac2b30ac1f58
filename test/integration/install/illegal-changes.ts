import type {PatchOperation} from '../../../src/kube/patch-text.ts';

/** Something that a leaked token could try on a stored workload, and what the fence says to it. */
export interface IllegalChange {
  readonly title: string;
  readonly operations: readonly PatchOperation[];
  readonly says: string;
}

const SWITCH = 'sidecar.istio.io/nativeSidecar';
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';
const TOLD = '/metadata/annotations/outrigger.dev~1delegated';
const ONLY_SWITCHES = 'no annotation of a template but switches';

export const NOTHING_ELSE = 'Outrigger moves sidecars and changes nothing else, and this would change';
export const add = (path: string, value: unknown): PatchOperation => ({op: 'add', path, value});
export const remove = (path: string): PatchOperation => ({op: 'remove', path});

/** @param base JSON Pointer of the pod spec, whose containers are `app` and `log` */
export function illegalInContainers(base: string): readonly IllegalChange[] {
  const inContainer = (field: string, value: unknown, name = 'log'): IllegalChange => ({
    title: `sets ${field} of the container ${name}`,
    operations: [add(`${base}/containers/${name === 'app' ? 0 : 1}/${field}`, value)],
    says: `${NOTHING_ELSE} ${name}.${field}`,
  });
  return [
    inContainer('image', 'evil.example/log:1', 'app'),
    inContainer('image', 'evil.example/log:1'),
    inContainer('command', ['sh', '-c', 'id']),
    inContainer('args', ['--debug']),
    inContainer('env', [{name: 'LD_PRELOAD', value: '/tmp/x.so'}]),
    inContainer('envFrom', [{secretRef: {name: 'db'}}]),
    inContainer('volumeMounts', [{name: 'data', mountPath: '/data'}]),
    inContainer('ports', [{containerPort: 80, hostPort: 80}]),
    inContainer('resources', {limits: {cpu: '1'}}),
    inContainer('securityContext', {privileged: true}),
    inContainer('workingDir', '/tmp'),
    inContainer('imagePullPolicy', 'Always'),
    inContainer('readinessProbe', {exec: {command: ['id']}}),
    inContainer('startupProbe', {exec: {command: ['id']}}, 'app'),
    inContainer('startupProbe', {exec: {command: ['id']}}),
    inContainer('lifecycle', {preStop: {exec: {command: ['id']}}}, 'app'),
    {
      title: 'takes a field of a container away',
      operations: [remove(`${base}/containers/0/securityContext`)],
      says: `${NOTHING_ELSE} app.securityContext`,
    },
    {
      title: 'adds a container',
      operations: [add(`${base}/containers/-`, {name: 'evil', image: 'evil.example/evil:1'})],
      says: 'Outrigger adds no container',
    },
    {
      title: 'adds a native sidecar',
      operations: [
        add(`${base}/initContainers/-`, {name: 'evil', image: 'evil.example/evil:1', restartPolicy: 'Always'}),
      ],
      says: 'Outrigger adds no container',
    },
    {
      title: 'removes a container',
      operations: [remove(`${base}/containers/1`)],
      says: 'Outrigger adds no container, removes none',
    },
    {
      title: 'renames a container',
      operations: [add(`${base}/containers/1/name`, 'logs')],
      says: 'Outrigger adds no container, removes none and renames none',
    },
    {
      title: 'puts another container in the place of one',
      operations: [add(`${base}/containers/1`, {name: 'evil', image: 'evil.example/evil:1'})],
      says: 'Outrigger adds no container, removes none and renames none',
    },
    {
      title: 'changes the order of the main containers',
      operations: [{op: 'move', from: `${base}/containers/0`, path: `${base}/containers/1`}],
      says: 'Outrigger keeps the order',
    },
    {
      title: 'changes the order of the init containers',
      operations: [{op: 'move', from: `${base}/initContainers/0`, path: `${base}/initContainers/1`}],
      says: 'Outrigger keeps the order',
    },
  ];
}

/** @param base JSON Pointer of the pod template, whose pod spec has an empty list of tolerations */
export function illegalAround(base: string): readonly IllegalChange[] {
  const inPod = (field: string, value: unknown): IllegalChange => ({
    title: `sets ${field} of the pod`,
    operations: [add(`${base}/spec/${field}`, value)],
    says: `${NOTHING_ELSE} pod.${field}`,
  });
  return [
    inPod('hostPID', true),
    inPod('hostNetwork', true),
    inPod('serviceAccount', 'admin'),
    inPod('automountServiceAccountToken', true),
    inPod('securityContext', {runAsUser: 0}),
    inPod('nodeSelector', {disk: 'ssd'}),
    inPod('tolerations', [{operator: 'Exists'}]),
    inPod('terminationGracePeriodSeconds', 0),
    inPod('shareProcessNamespace', true),
    inPod('volumes', [{name: 'root', hostPath: {path: '/'}}]),
    {
      title: 'sets a label of the template',
      operations: [add(`${base}/metadata/labels/team`, 'other')],
      says: `${NOTHING_ELSE} template.metadata`,
    },
    {
      title: 'sets an annotation of the template',
      operations: [add(`${base}/metadata/annotations`, {'outrigger.dev/record': '[]'})],
      says: ONLY_SWITCHES,
    },
    {
      title: 'switches an injector without a record of it',
      operations: [add(`${base}/metadata/annotations`, {[SWITCH]: 'true'})],
      says: ONLY_SWITCHES,
    },
    {
      title: 'switches an injector off',
      operations: [add(TOLD, SWITCH), add(`${base}/metadata/annotations`, {[SWITCH]: 'false'})],
      says: ONLY_SWITCHES,
    },
    {
      title: 'sets an annotation that is no switch, with a record of it',
      operations: [
        add(TOLD, 'sidecar.istio.io/proxyImage'),
        add(`${base}/metadata/annotations`, {'sidecar.istio.io/proxyImage': 'evil.example/x:1'}),
      ],
      says: ONLY_SWITCHES,
    },
    {
      title: 'restarts pods by something else than a time',
      operations: [add(`${base}/metadata/annotations`, {[RESTARTED]: 'now'})],
      says: 'Outrigger restarts pods by the time',
    },
    {
      title: 'claims to have switched what it did not',
      operations: [add(TOLD, SWITCH)],
      says: 'Outrigger records only switches that it sets',
    },
    {
      title: 'sets a label of the workload',
      operations: [add('/metadata/labels', {'outrigger.dev/skip': 'true'})],
      says: `${NOTHING_ELSE} metadata.labels`,
    },
    {
      title: 'sets a finalizer of the workload',
      operations: [add('/metadata/finalizers', ['outrigger.dev/revert'])],
      says: `${NOTHING_ELSE} metadata.finalizers`,
    },
    {
      title: 'sets an owner of the workload',
      operations: [add('/metadata/ownerReferences', [{apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'x'}])],
      says: `${NOTHING_ELSE} metadata.ownerReferences`,
    },
    {
      title: "sets an annotation that is not Outrigger's",
      operations: [add('/metadata/annotations/team', 'other')],
      says: 'Outrigger changes its own annotations only',
    },
    {
      title: "removes an annotation that is not Outrigger's",
      operations: [remove('/metadata/annotations/team')],
      says: 'Outrigger changes its own annotations only',
    },
  ];
}

/** Fields beside the pod template, by kind. */
export const ILLEGAL_SETTINGS: Readonly<Record<string, readonly IllegalChange[]>> = {
  Deployment: [setting('replicas', 7), setting('paused', true), setting('strategy', {type: 'Recreate'}, true)],
  StatefulSet: [setting('replicas', 7), setting('updateStrategy', {type: 'OnDelete'}, true)],
  DaemonSet: [setting('updateStrategy', {type: 'OnDelete'}, true), setting('minReadySeconds', 9)],
  CronJob: [
    setting('schedule', '* * * * *'),
    setting('suspend', true),
    setting('concurrencyPolicy', 'Forbid'),
    {
      title: 'restarts what has no pods of its own',
      operations: [add('/spec/jobTemplate/spec/template/metadata/annotations', {[RESTARTED]: '2026-01-01T00:00:00Z'})],
      says: 'Outrigger restarts pods by the time',
    },
    {
      title: 'sets a label of its Jobs',
      operations: [add('/spec/jobTemplate/metadata', {labels: {team: 'other'}})],
      says: `${NOTHING_ELSE} jobTemplate.metadata`,
    },
    {
      title: 'sets backoffLimit of its Jobs',
      operations: [add('/spec/jobTemplate/spec/backoffLimit', 9)],
      says: `${NOTHING_ELSE} job.backoffLimit`,
    },
  ],
};

function setting(field: string, value: unknown, replace = false): IllegalChange {
  return {
    title: `sets ${field}`,
    operations: [{op: replace ? 'replace' : 'add', path: `/spec/${field}`, value}],
    says: `${NOTHING_ELSE} spec.${field}`,
  };
}
