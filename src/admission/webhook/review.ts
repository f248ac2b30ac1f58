import {objectAt, stringAt, valueAt, type JsonObject} from '../../domain/json.ts';
import type {TemplateKind} from '../../domain/template-kinds.ts';

/** What the webhook is asked about: a pod that is created, or a stored workload that is changed. */
export interface AdmissionRequest {
  /** Comes back in the answer. */
  readonly uid: string;
  readonly subject: Subject;
  readonly namespace: string;
  /** As it would be stored: with the server's defaults. */
  readonly object: JsonObject;
  /** As it is stored; empty for a pod that is created. */
  readonly oldObject: JsonObject;
  /** `fieldManager` of the request's options; empty where the client sends none. */
  readonly manager: string;
}

export type Subject =
  | {readonly type: 'Pod'}
  | {readonly type: 'Template'; readonly kind: TemplateKind}
  /** Outrigger itself asks whether it can be reached (`probe.ts`). */
  | {readonly type: 'Probe'};

export type ReadReview =
  | {readonly type: 'Request'; readonly request: AdmissionRequest}
  /** Well formed, and none of ours: it is let through. */
  | {readonly type: 'Other'; readonly uid: string}
  /** No AdmissionReview of `admission.k8s.io/v1`; `problem` is a sentence for whoever has sent it. */
  | {readonly type: 'Wrong'; readonly problem: string};

const API_VERSION = 'admission.k8s.io/v1';

/** By `group/version Kind` and operation, subresources excluded. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  'CREATE /v1 Pod': {type: 'Pod'},
  'UPDATE apps/v1 Deployment': {type: 'Template', kind: 'Deployment'},
  'UPDATE apps/v1 StatefulSet': {type: 'Template', kind: 'StatefulSet'},
  'UPDATE apps/v1 DaemonSet': {type: 'Template', kind: 'DaemonSet'},
  'UPDATE batch/v1 CronJob': {type: 'Template', kind: 'CronJob'},
  'CREATE coordination.k8s.io/v1 Lease': {type: 'Probe'},
};

/** Reads an AdmissionReview; total on any JSON value. */
export function readReview(review: unknown): ReadReview {
  if (stringAt(review, 'kind') !== 'AdmissionReview' || stringAt(review, 'apiVersion') !== API_VERSION) {
    return {type: 'Wrong', problem: `this takes an AdmissionReview of ${API_VERSION}`};
  }
  const request = objectAt(review, 'request');
  const uid = stringAt(request, 'uid') ?? '';
  if (uid === '') return {type: 'Wrong', problem: 'the AdmissionReview has no request.uid'};
  const subject = subjectOf(request);
  if (subject === undefined) return {type: 'Other', uid};
  return {
    type: 'Request',
    request: {
      uid,
      subject,
      namespace: stringAt(request, 'namespace') ?? '',
      object: objectAt(request, 'object'),
      oldObject: objectAt(request, 'oldObject'),
      manager: stringAt(request, 'options', 'fieldManager') ?? '',
    },
  };
}

function subjectOf(request: JsonObject): Subject | undefined {
  if ((stringAt(request, 'subResource') ?? '') !== '') return undefined;
  const [operation, group, version, kind] = [
    ['operation'],
    ['kind', 'group'],
    ['kind', 'version'],
    ['kind', 'kind'],
  ].map(path => stringAt(request, ...path) ?? '');
  const key = `${operation} ${group}/${version} ${kind}`;
  return Object.hasOwn(SUBJECTS, key) ? SUBJECTS[key] : undefined;
}

/** The AdmissionReview that lets the request through, changed by a JSON Patch or, without operations, as it is. */
export function reviewAnswer(uid: string, operations: readonly unknown[]): JsonObject {
  const patch =
    operations.length === 0
      ? {}
      : {patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64')};
  return {apiVersion: API_VERSION, kind: 'AdmissionReview', response: {uid, allowed: true, ...patch}};
}

/** The operations of an answer; for those who receive one. */
export function operationsIn(answer: unknown): readonly unknown[] {
  const patch = valueAt(answer, 'response', 'patch');
  if (typeof patch !== 'string') return [];
  const operations: unknown = JSON.parse(Buffer.from(patch, 'base64').toString('utf8'));
  return Array.isArray(operations) ? operations : [];
}
