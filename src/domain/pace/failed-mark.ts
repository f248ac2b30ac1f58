import {FAILED_ANNOTATION, TEMPLATE_RESTARTED_ANNOTATION} from '../../api/constants.ts';
import {canonicalJson, isObject, numberAt, objectAt, parseJson, stringAt} from '../json.ts';
import type {Policy} from '../policy.ts';
import {annotationsOf, type Workload} from '../workload.ts';

/** Left on a workload that was put back, so that a restart does not try the same thing again (ADR 0008). */
export interface FailedMark {
  /** Policy key, uid and generation under which it failed. */
  readonly policy: string;
  readonly uid: string;
  readonly generation: number;
  /** Fingerprint of the template as it was put back. */
  readonly template: string;
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
  /** `Pod`: nothing was put back, its pods are created as they are in the template. Absent: the template was put back. */
  readonly delivery?: 'Pod';
}

/** The mark that still holds: neither the policy nor the template has changed since. */
export function failedMark(workload: Workload, policy: Policy): FailedMark | undefined {
  const mark = lastFailedMark(workload);
  return mark !== undefined && holds(mark, workload, policy) ? mark : undefined;
}

/** The mark that is there, whether it still holds or not. */
export function lastFailedMark(workload: Workload): FailedMark | undefined {
  return parse(annotationsOf(workload)[FAILED_ANNOTATION]);
}

export function holds(mark: FailedMark, {template}: Workload, policy: Policy): boolean {
  return mark.uid === policy.uid && mark.generation === policy.generation && mark.template === templatePrint(template);
}

/** Fingerprint of a pod template. That its pods were restarted makes it no other one. */
export function templatePrint({metadata, spec}: Workload['template']): string {
  const annotations = objectAt(metadata, 'annotations');
  if (!Object.hasOwn(annotations, TEMPLATE_RESTARTED_ANNOTATION)) return fingerprint({metadata, spec});
  const {[TEMPLATE_RESTARTED_ANNOTATION]: _, ...others} = annotations;
  const {annotations: __, ...rest} = metadata;
  const isEmpty = Object.keys(others).length === 0;
  return fingerprint({metadata: isEmpty ? rest : {...rest, annotations: others}, spec});
}

export function printFailedMark(mark: FailedMark): string {
  return JSON.stringify(mark);
}

/** A short digest of a JSON value (FNV-1a, 2 × 32 bit): tells an edited template, resists no attacker. */
export function fingerprint(value: unknown): string {
  const text = canonicalJson(value);
  return hash(text, 0x811c9dc5) + hash(text, 0x01000193);
}

function hash(text: string, seed: number): string {
  let state = seed;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return (state >>> 0).toString(16).padStart(8, '0');
}

function parse(text: string | undefined): FailedMark | undefined {
  if (text === undefined) return undefined;
  const value = parseJson(text);
  const read = (field: string): string => stringAt(value, field) ?? '';
  if (!isObject(value)) return undefined;
  return {
    policy: read('policy'),
    uid: read('uid'),
    generation: numberAt(value, 'generation') ?? -1,
    template: read('template'),
    reason: read('reason'),
    message: read('message'),
    at: read('at'),
    ...(read('delivery') === 'Pod' ? {delivery: 'Pod'} : {}),
  };
}
