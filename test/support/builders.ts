import type {JsonObject} from '../../src/domain/json.ts';
import type {Policy, SidecarRule} from '../../src/domain/policy.ts';
import {workloadOf, type Workload, type WorkloadKind} from '../../src/domain/workload.ts';

/** Small builders of Kubernetes objects (raw JSON) and of domain values; every field can be overridden. */

export function container(name: string, fields: JsonObject = {}): JsonObject {
  return {name, image: `registry.example/${name}:1.0`, ...fields};
}

/** A native sidecar, as it stands in `initContainers`. */
export function native(name: string, fields: JsonObject = {}): JsonObject {
  return container(name, {...fields, restartPolicy: 'Always'});
}

/** `containers` (default: the main container `app` and the sidecar `log`) and whatever else the pod spec has. */
export function podSpec(containers = [container('app'), container('log')], fields: JsonObject = {}): JsonObject {
  return {containers, ...fields};
}

/** What of an object differs from the builder's defaults. */
export interface ObjectFields {
  readonly metadata?: JsonObject;
  /** The pod template's metadata. */
  readonly template?: JsonObject;
  /** Fields beside the template: `replicas`, `schedule`, `backoffLimit`, … (for a CronJob: of the Job's spec). */
  readonly spec?: JsonObject;
}

export function deployment(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return apps('Deployment', spec, fields);
}

export function statefulSet(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return apps('StatefulSet', spec, {...fields, spec: {serviceName: 'shop', ...fields.spec}});
}

export function daemonSet(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return apps('DaemonSet', spec, fields);
}

export function job(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(fields),
    spec: {...fields.spec, template: template({restartPolicy: 'Never', ...spec}, fields)},
  };
}

export function cronJob(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata(fields),
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {spec: {...fields.spec, template: template({restartPolicy: 'Never', ...spec}, fields)}},
    },
  };
}

export function pod(spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'Pod', metadata: {labels: {app: 'shop'}, ...metadata(fields)}, spec};
}

const BUILDERS: Readonly<Record<WorkloadKind, (spec?: JsonObject, fields?: ObjectFields) => JsonObject>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  CronJob: cronJob,
  Job: job,
  Pod: pod,
};

/** A whole object of the given kind. */
export function objectOf(kind: WorkloadKind, spec = podSpec(), fields: ObjectFields = {}): JsonObject {
  return BUILDERS[kind](spec, fields);
}

/** The domain's view of such an object. */
export function workload(kind: WorkloadKind = 'Deployment', spec = podSpec(), fields: ObjectFields = {}): Workload {
  return workloadOf(kind, objectOf(kind, spec, fields));
}

/** A rule with every default filled in; `names` and `images` are short for `match`. */
export function rule(
  fields: Partial<SidecarRule> & {readonly names?: readonly string[]; readonly images?: readonly string[]} = {},
): SidecarRule {
  const {names, images, ...rest} = fields;
  const match = names === undefined && images === undefined ? {} : {match: {names: names ?? [], images: images ?? []}};
  return {startup: {gate: 'Auto', timeoutSeconds: 120}, preStop: 'Auto', ...match, ...rest};
}

/** SidecarPolicy `shop/shop`, Enforce, every kind, one rule for the container `log`. */
export function policy(fields: Partial<Policy> = {}): Policy {
  return {
    kind: 'SidecarPolicy',
    key: 'shop/shop',
    name: 'shop',
    namespace: 'shop',
    uid: '11111111-1111-1111-1111-111111111111',
    generation: 1,
    createdAt: '2026-01-01T00:00:00Z',
    deleting: false,
    finalizers: [],
    target: {kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'], selector: {}},
    sidecars: [rule({names: ['log']})],
    conversion: {
      mode: 'Enforce',
      delivery: 'Auto',
      rollout: {maxConcurrent: 1, progressDeadlineSeconds: 600, maxFailures: 3, restartPods: false},
      onDelete: 'Keep',
    },
    jobs: {mode: 'Audit', waitSeconds: 10, backlog: 'Audit'},
    suspend: false,
    acknowledge: [],
    status: {},
    ...fields,
  };
}

function apps(kind: WorkloadKind, spec: JsonObject, fields: ObjectFields): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: metadata(fields),
    spec: {selector: {matchLabels: {app: 'shop'}}, ...fields.spec, template: template(spec, fields)},
  };
}

function metadata(fields: ObjectFields): JsonObject {
  return {name: 'shop', namespace: 'shop', ...fields.metadata};
}

function template(spec: JsonObject, fields: ObjectFields): JsonObject {
  return {metadata: {labels: {app: 'shop'}, ...fields.template}, spec};
}
