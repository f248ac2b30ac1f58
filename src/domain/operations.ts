import {CONVERTED_AT_ANNOTATION, FAILED_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION} from '../api/constants.ts';
import type {Conversion, Operation} from './decision.ts';
import {isObject} from './json.ts';
import {pointer} from './pointer.ts';
import {printRecord} from './record.ts';
import type {Reversion} from './revert.ts';
import {annotationsOf, podSpecPointer, type Workload} from './workload.ts';

/** What a conversion leaves on the workload's own metadata beside the record. */
export interface ConversionMarks {
  /** Key of the policy that converted it. */
  readonly policy: string;
  /** RFC 3339; absent where the conversion only updates the record, and no rollout begins. */
  readonly convertedAt?: string;
}

/** Operations on the whole stored object: the conversion of its pod template, and the marks. */
export function objectOperations(
  workload: Workload,
  conversion: Conversion,
  marks: ConversionMarks,
): readonly Operation[] {
  const isConverted = conversion.record.length > 0;
  return [
    ...onPodSpec(workload, conversion.operations),
    ...annotationOperations(workload, {
      [POLICY_ANNOTATION]: isConverted ? marks.policy : undefined,
      [RECORD_ANNOTATION]: isConverted ? printRecord(conversion.record) : undefined,
      ...((marks.convertedAt !== undefined || !isConverted) && {
        [CONVERTED_AT_ANNOTATION]: isConverted ? marks.convertedAt : undefined,
      }),
      [FAILED_ANNOTATION]: undefined,
    }),
  ];
}

/** Operations on the whole stored object: its template as it was, without marks but the one that says why it failed. */
export function reversionOperations(
  workload: Workload,
  reversion: Reversion,
  marks: {readonly failed?: string} = {},
): readonly Operation[] {
  return [
    ...onPodSpec(workload, reversion.operations),
    ...annotationOperations(workload, {
      [POLICY_ANNOTATION]: undefined,
      [RECORD_ANNOTATION]: undefined,
      [CONVERTED_AT_ANNOTATION]: undefined,
      [FAILED_ANNOTATION]: marks.failed,
    }),
  ];
}

function onPodSpec({kind}: Workload, operations: readonly Operation[]): readonly Operation[] {
  const prefix = podSpecPointer(kind);
  return operations.map(operation => ({
    ...operation,
    path: prefix + operation.path,
    ...(operation.op === 'move' && {from: prefix + operation.from}),
  }));
}

/** Sets or removes annotations (undefined: is not to be there); the old record must still be what was planned with. */
function annotationOperations(
  workload: Workload,
  wanted: Readonly<Record<string, string | undefined>>,
): readonly Operation[] {
  const now = annotationsOf(workload);
  const isThere = isObject(workload.metadata['annotations']);
  const changes = Object.entries(wanted).flatMap(([key, value]) => annotationChange(now[key], key, value));
  if (changes.length === 0) return [];
  const path = pointer('metadata', 'annotations');
  if (!isThere) return [{op: 'test', path, value: null}, {op: 'add', path, value: {}}, ...changes];
  return [{op: 'test', path: path + pointer(RECORD_ANNOTATION), value: now[RECORD_ANNOTATION] ?? null}, ...changes];
}

function annotationChange(now: string | undefined, key: string, value: string | undefined): readonly Operation[] {
  const path = pointer('metadata', 'annotations', key);
  if (value === undefined) return now === undefined ? [] : [{op: 'remove', path}];
  return now === value ? [] : [{op: 'add', path, value}];
}
