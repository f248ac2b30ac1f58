import {objectAt, stringAt, stringMapAt, type JsonObject} from './json.ts';

export const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/** One workload as the domain sees it: raw JSON, unknown fields included. */
export interface Workload {
  readonly kind: WorkloadKind;
  /** The workload's own metadata; of `managedFields` only the Apply entries' container keys need be there. */
  readonly metadata: JsonObject;
  /** The pod template; for a bare Pod its own metadata and spec. */
  readonly template: {readonly metadata: JsonObject; readonly spec: JsonObject};
  /** `spec` of a Job, or `spec.jobTemplate.spec` of a CronJob, for podFailurePolicy and the like. */
  readonly job?: JsonObject;
}

/** Where the pod template lies in an object of this kind, as JSON object keys; empty for a bare Pod. */
const TEMPLATE_PATH: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Job: ['spec', 'template'],
  Pod: [],
};

const JOB_PATH: Partial<Record<WorkloadKind, readonly string[]>> = {
  Job: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec'],
};

/** JSON Pointer of the pod template's spec in an object of this kind. */
export function podSpecPointer(kind: WorkloadKind): string {
  return ['', ...podSpecKeys(kind)].join('/');
}

/** JSON Pointer of the pod template in an object of this kind; empty for a bare Pod. */
export function templatePointer(kind: WorkloadKind): string {
  return podSpecPointer(kind).slice(0, -'/spec'.length);
}

/** Where the pod template's spec lies in an object of this kind, as JSON object keys. */
export function podSpecKeys(kind: WorkloadKind): readonly string[] {
  return [...TEMPLATE_PATH[kind], 'spec'];
}

/** Reads a workload out of a whole object. Never throws; what is missing reads as empty. */
export function workloadOf(kind: WorkloadKind, object: unknown): Workload {
  const template = objectAt(object, ...TEMPLATE_PATH[kind]);
  const jobPath = JOB_PATH[kind];
  return {
    kind,
    metadata: objectAt(object, 'metadata'),
    template: {metadata: objectAt(template, 'metadata'), spec: objectAt(template, 'spec')},
    ...(jobPath === undefined ? {} : {job: objectAt(object, ...jobPath)}),
  };
}

export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return WORKLOAD_KINDS.some(known => known === kind);
}

/** `Kind/namespace/name`: the key of queues, stores and messages. */
export function workloadKey({kind, metadata}: Pick<Workload, 'kind' | 'metadata'>): string {
  // Kept for every workload: V8 would keep a template literal as the tree of its parts, three times as large.
  return [kind, stringAt(metadata, 'namespace'), stringAt(metadata, 'name')].join('/');
}

export function annotationsOf(workload: Pick<Workload, 'metadata'>): Readonly<Record<string, string>> {
  return stringMapAt(workload.metadata, 'annotations');
}
