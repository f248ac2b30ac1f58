import {LAST_APPLIED_ANNOTATION} from '../../api/constants.ts';
import type {ContainerList} from '../containers.ts';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../json.ts';
import {lastApplied} from '../ownership.ts';
import {annotationsOf, podSpecKeys, type Workload} from '../workload.ts';

/** Longer last-applied annotations are not read: the policy would exceed the cost limit of CEL (seen at 198 kB). */
export const LONGEST_APPLIED = 100_000;

/** The text of the last-applied annotation; empty where there is none. */
export function appliedText(workload: Workload): string {
  return annotationsOf(workload)[LAST_APPLIED_ANNOTATION] ?? '';
}

/** Names of containers in the manifest that `kubectl apply` has applied last. */
export function appliedNames(workload: Workload, list: ContainerList): readonly string[] {
  const spec = objectAt(lastApplied(workload), ...podSpecKeys(workload.kind));
  return objectsAt(spec, list).flatMap(one => stringAt(one, 'name') ?? []);
}

/** Whether `kubectl apply` applies the object, and what it has applied can be read, before this update and after. */
export function isReadable(old: Workload, now: Workload): boolean {
  const texts = [appliedText(old), appliedText(now)];
  return texts[1] !== '' && texts.every(text => text.length < LONGEST_APPLIED);
}

/** Entries of managedFields. */
export function managersOf({metadata}: Workload): readonly JsonObject[] {
  return objectsAt(metadata, 'managedFields');
}
