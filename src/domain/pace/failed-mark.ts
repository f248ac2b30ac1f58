import {FAILED_ANNOTATION} from '../../api/constants.ts';
import {canonicalJson, isObject, numberAt, stringAt} from '../json.ts';
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
}

/** The mark that still holds: neither the policy nor the template has changed since. */
export function failedMark(workload: Workload, policy: Policy): FailedMark | undefined {
  const mark = parse(annotationsOf(workload)[FAILED_ANNOTATION]);
  if (mark === undefined || mark.uid !== policy.uid || mark.generation !== policy.generation) return undefined;
  return mark.template === fingerprint(workload.template) ? mark : undefined;
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
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody edited the annotation: as good as none.
    return undefined;
  }
}
