import {GROUP, LAST_APPLIED_ANNOTATION, POLICY_ANNOTATION} from '../../api/constants.ts';
import {projectCronJob, type CronJobView} from '../../domain/jobs/cron-job-view.ts';
import {isObject, objectAt, objectsAt, stringAt, stringMapAt, valueAt, type JsonObject} from '../../domain/json.ts';
import {reduceLastApplied} from '../../domain/ownership.ts';
import {rolloutOf, type RolloutView} from '../../domain/pace/rollout.ts';
import {annotationsOf, workloadKey, workloadOf, type Workload, type WorkloadKind} from '../../domain/workload.ts';
import {pack, unpack, type Packed} from './packed.ts';

/**
 * What the store keeps of a workload. The template is kept packed: a tenth of the memory of the parsed value, equal
 * means unchanged, and every unknown field is there when operations are built from it.
 */
export interface WorkloadView {
  /** `kind/namespace/name`; what everybody keeps of it, so one flat string for all. */
  readonly key: string;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** A `Workload`: metadata (reduced), template, job. */
  readonly packed: Packed;
  readonly rollout: RolloutView;
  /** The policy mark: key of the policy that converted it. */
  readonly claim?: string;
  /** It bears an annotation of Outrigger's: it is converted, delegated, put back, or was once. */
  readonly marked: boolean;
  /** CronJob only: what bears on the pods of its Jobs. */
  readonly cronJob?: CronJobView;
  /** `metadata.deletionTimestamp` is set. */
  readonly deleting: boolean;
  /** Latest write of the object (no subresource) by anybody but Outrigger and the controllers, ms since the epoch; 0: none known. */
  readonly touchedAt: number;
  /** Latest write of the object by Outrigger, by the API server's clock, likewise. */
  readonly writtenAt: number;
}

export function workloadView(kind: WorkloadKind, object: unknown, fieldManager: string): WorkloadView {
  const workload = workloadOf(kind, object);
  const {metadata} = workload;
  const annotations = annotationsOf(workload);
  const claim = annotations[POLICY_ANNOTATION];
  return {
    key: workloadKey(workload),
    kind,
    namespace: stringAt(metadata, 'namespace') ?? '',
    name: stringAt(metadata, 'name') ?? '',
    uid: stringAt(metadata, 'uid') ?? '',
    resourceVersion: stringAt(metadata, 'resourceVersion') ?? '',
    packed: pack({...workload, metadata: reduceMetadata(kind, metadata)}),
    rollout: rolloutOf(kind, object),
    ...(claim === undefined ? {} : {claim}),
    marked: Object.keys(annotations).some(name => name.startsWith(`${GROUP}/`)),
    ...(kind === 'CronJob' ? {cronJob: projectCronJob(object)} : {}),
    deleting: valueAt(metadata, 'deletionTimestamp') !== undefined,
    touchedAt: latestWrite(metadata, manager => manager !== fieldManager && manager !== CONTROLLERS),
    writtenAt: latestWrite(metadata, manager => manager === fieldManager),
  };
}

/** The workload that a view holds, for `plan`. */
export function workloadFrom(view: WorkloadView): Workload {
  return unpack(view.packed) as Workload;
}

/** Only what a decision reads: of managedFields who applies which containers, of last-applied hardly anything. */
function reduceMetadata(kind: WorkloadKind, metadata: JsonObject): JsonObject {
  const annotations = {...stringMapAt(metadata, 'annotations')};
  const applied = annotations[LAST_APPLIED_ANNOTATION];
  if (applied !== undefined) annotations[LAST_APPLIED_ANNOTATION] = reduceLastApplied(kind, applied);
  const managedFields = objectsAt(metadata, 'managedFields').map(appliedContainers).filter(isObject);
  return {
    name: metadata['name'],
    namespace: metadata['namespace'],
    uid: metadata['uid'],
    labels: stringMapAt(metadata, 'labels'),
    ...(isObject(metadata['annotations']) ? {annotations} : {}),
    ...(metadata['ownerReferences'] === undefined ? {} : {ownerReferences: metadata['ownerReferences']}),
    ...(managedFields.length === 0 ? {} : {managedFields}),
  };
}

const CONTAINER_LISTS = new Set(['f:containers', 'f:initContainers']);

/** An Apply entry with the keys of its two container lists, and who says native; undefined for any other entry. */
function appliedContainers(entry: JsonObject): JsonObject | undefined {
  if (entry['operation'] !== 'Apply') return undefined;
  return {manager: entry['manager'], operation: 'Apply', fieldsV1: keepContainers(objectAt(entry, 'fieldsV1'))};
}

function keepContainers(fields: JsonObject): JsonObject {
  const kept = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    if (CONTAINER_LISTS.has(key)) return [[key, keysOnly(value)]];
    const inner =
      key === 'f:spec' || key === 'f:template' || key === 'f:jobTemplate' ? keepContainers(objectAt(value)) : {};
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(kept);
}

function keysOnly(value: unknown): JsonObject {
  return Object.fromEntries(Object.entries(objectAt(value)).map(([key, fields]) => [key, restartPolicyIn(fields)]));
}

function restartPolicyIn(fields: unknown): JsonObject {
  return valueAt(fields, 'f:restartPolicy') === undefined ? {} : {'f:restartPolicy': {}};
}

/** The deployment controller writes its revision annotation with every rollout, ours included. */
const CONTROLLERS = 'kube-controller-manager';

function latestWrite(metadata: JsonObject, by: (manager: unknown) => boolean): number {
  const times = objectsAt(metadata, 'managedFields')
    .filter(entry => entry['subresource'] === undefined && by(entry['manager']))
    .map(entry => Date.parse(stringAt(entry, 'time') ?? ''))
    .filter(time => !Number.isNaN(time));
  return Math.max(0, ...times);
}
