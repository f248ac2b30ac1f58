import {
  CONVERTED_AT_ANNOTATION,
  FAILED_ANNOTATION,
  FINALIZED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import type {Admin} from '../../support/kube-client.ts';
import {POLICY, TEMPLATE_KINDS, type TemplateKind} from './world.ts';

/** What of a namespace must be the same whatever happened on the way: no times, no generated names. */
export interface Snapshot {
  /** `Kind/name` → template, marks, generation. */
  readonly workloads: Readonly<Record<string, unknown>>;
  /** Job → its outcome and its pods. */
  readonly jobs: Readonly<Record<string, unknown>>;
  readonly policy: unknown;
}

/** Looks at the API server; the namespace's name is replaced, so that snapshots of several can be compared. */
export async function snapshotOf(admin: Admin, namespace: string): Promise<Snapshot> {
  const workloads = await Promise.all(TEMPLATE_KINDS.map(async kind => workloadsOf(admin, kind, namespace)));
  const jobs = await jobsOf(admin, namespace);
  const policy = policyAs(await admin.get('SidecarPolicy', namespace, POLICY));
  const text = JSON.stringify({workloads: Object.fromEntries(workloads.flat()), jobs, policy});
  return JSON.parse(text.replaceAll(namespace, 'NAMESPACE')) as Snapshot;
}

/** `Kind/name` and what of it must be the same. */
export async function workloadsOf(admin: Admin, kind: TemplateKind, namespace: string) {
  const objects = await admin.list(kind, namespace);
  return objects.map(object => [`${kind}/${nameOf(object)}`, workloadAs(kind, object)] as const);
}

function workloadAs(kind: TemplateKind, object: JsonObject): object {
  const annotations = objectAt(object, 'metadata', 'annotations');
  return {
    // Counts every change of the spec: a conversion that was done twice, or undone and done again, shows.
    generation: valueAt(object, 'metadata', 'generation'),
    template: workloadOf(kind, object).template,
    policy: annotations[POLICY_ANNOTATION],
    record: annotations[RECORD_ANNOTATION],
    isDated: annotations[CONVERTED_AT_ANNOTATION] !== undefined,
    failed: annotations[FAILED_ANNOTATION],
  };
}

async function jobsOf(admin: Admin, namespace: string): Promise<Record<string, unknown>> {
  const pods = await admin.list('Pod', namespace);
  const jobs = await admin.list('Job', namespace);
  const podsOf = (job: string) =>
    pods.filter(pod => objectsAt(pod, 'metadata', 'ownerReferences')[0]?.['name'] === job).map(podAs);
  return Object.fromEntries(jobs.map(job => [nameOf(job), {end: endOf(job), pods: podsOf(nameOf(job))}] as const));
}

function podAs(pod: JsonObject): object {
  return {
    phase: stringAt(pod, 'status', 'phase'),
    isMarked: valueAt(pod, 'metadata', 'annotations', FINALIZED_ANNOTATION) !== undefined,
    conditions: objectsAt(pod, 'status', 'conditions').map(({type, status}) => ({type, status})),
  };
}

function endOf(job: JsonObject): string | undefined {
  const conditions = objectsAt(job, 'status', 'conditions').filter(({status}) => status === 'True');
  return stringAt(
    conditions.find(({type}) => type === 'Complete' || type === 'Failed'),
    'type',
  );
}

/** What of a policy must be the same. */
export function policyAs(policy: JsonObject): object {
  const status = objectAt(policy, 'status');
  const {stuck, backlog} = objectAt(status, 'jobs');
  return {
    finalizers: stringsAt(policy, 'metadata', 'finalizers'),
    isObserved: status['observedGeneration'] === valueAt(policy, 'metadata', 'generation'),
    workloads: status['workloads'],
    jobs: {stuck, backlog},
    findings: objectsAt(status, 'findings').map(({code, severity, count}) => ({code, severity, count})),
    conditions: objectsAt(status, 'conditions').map(({type, status, reason}) => ({type, status, reason})),
  };
}

function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}
