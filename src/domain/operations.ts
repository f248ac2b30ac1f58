import {
  CONVERTED_AT_ANNOTATION,
  DELEGATED_ANNOTATION,
  FAILED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
  RESTARTED_ANNOTATION,
  TEMPLATE_RESTARTED_ANNOTATION,
} from '../api/constants.ts';
import {annotationChange, type Wanted} from './annotation-change.ts';
import type {Conversion, Operation} from './decision.ts';
import {isObject} from './json.ts';
import {pointer} from './pointer.ts';
import {printRecord} from './record.ts';
import type {TemplateReversion} from './reversion.ts';
import {templateAnnotationOperations} from './template-annotations.ts';
import {printSwitches} from './switches.ts';
import {annotationsOf, podSpecPointer, type Workload} from './workload.ts';

/** What a conversion leaves on the workload's own metadata beside the record. */
export interface ConversionMarks {
  /** Key of the policy that converted it. */
  readonly policy: string;
  /** RFC 3339; absent where the conversion only updates the marks, and no rollout begins. */
  readonly convertedAt?: string;
}

/** Operations on the whole stored object: the conversion of its pod template, and the marks. */
export function objectOperations(
  workload: Workload,
  conversion: Conversion,
  marks: ConversionMarks,
): readonly Operation[] {
  const {record, switches, operations} = conversion;
  const isChanged = record.length + switches.mark.length > 0;
  const change = {operations, annotations: valued(switches.set, 'true')};
  return onObject(workload, change, {
    [POLICY_ANNOTATION]: isChanged ? marks.policy : undefined,
    [RECORD_ANNOTATION]: record.length > 0 ? printRecord(record) : undefined,
    [DELEGATED_ANNOTATION]: printSwitches(switches.mark),
    ...((marks.convertedAt !== undefined || !isChanged) && {
      [CONVERTED_AT_ANNOTATION]: isChanged ? marks.convertedAt : undefined,
    }),
    [FAILED_ANNOTATION]: undefined,
    [RESTARTED_ANNOTATION]: undefined,
  });
}

/** Operations on the whole stored object: its template as it was, without marks but the one that says why it failed. */
export function reversionOperations(
  workload: Workload,
  {operations, switchesOff}: TemplateReversion,
  marks: {readonly failed?: string} = {},
): readonly Operation[] {
  const change = {operations, annotations: valued(switchesOff, undefined)};
  return onObject(workload, change, {
    [POLICY_ANNOTATION]: undefined,
    [RECORD_ANNOTATION]: undefined,
    [DELEGATED_ANNOTATION]: undefined,
    [CONVERTED_AT_ANNOTATION]: undefined,
    [FAILED_ANNOTATION]: marks.failed,
    [RESTARTED_ANNOTATION]: undefined,
  });
}

/** Operations on the whole stored object: its pods are restarted, and `mark` says by whom. `at`: RFC 3339. */
export function restartOperations(
  workload: Workload,
  {at, mark}: {readonly at: string; readonly mark: string},
): readonly Operation[] {
  const change = {operations: [], annotations: {[TEMPLATE_RESTARTED_ANNOTATION]: at}};
  return onObject(workload, change, {[RESTARTED_ANNOTATION]: mark});
}

/** Operations on the whole stored object: the mark that its pods are not converted any more, and why. */
export function failureOperations(workload: Workload, mark: string): readonly Operation[] {
  return onObject(workload, {operations: [], annotations: {}}, {[FAILED_ANNOTATION]: mark});
}

/** A change of a pod template. */
interface TemplateChange {
  /** On its spec, paths relative to it. */
  readonly operations: readonly Operation[];
  readonly annotations: Wanted;
}

function onObject(workload: Workload, {operations, annotations}: TemplateChange, marks: Wanted): readonly Operation[] {
  // A Pod is its own template, and has one map of annotations.
  const isPod = workload.kind === 'Pod';
  return [
    ...onPodSpec(workload, operations),
    ...(isPod ? [] : templateAnnotationOperations(workload, annotations)),
    ...annotationOperations(workload, isPod ? {...annotations, ...marks} : marks),
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
function annotationOperations(workload: Workload, wanted: Wanted): readonly Operation[] {
  const now = annotationsOf(workload);
  const path = pointer('metadata', 'annotations');
  const isThere = isObject(workload.metadata['annotations']);
  const changes = Object.entries(wanted).flatMap(([key, value]) => annotationChange(path, key, [now[key], value]));
  if (changes.length === 0) return [];
  if (!isThere) return [{op: 'test', path, value: null}, {op: 'add', path, value: {}}, ...changes];
  return [{op: 'test', path: path + pointer(RECORD_ANNOTATION), value: now[RECORD_ANNOTATION] ?? null}, ...changes];
}

function valued(keys: readonly string[], value: string | undefined): Wanted {
  return Object.fromEntries(keys.map(key => [key, value]));
}
