import {declaresNative} from './ownership.ts';
import {recordOf, type RecordEntry} from './record.ts';
import {revert, type Reversion} from './revert.ts';
import type {Workload} from './workload.ts';

/** The undoing of everything that Outrigger has converted in a stored workload. */
export function reversionOf(workload: Workload): Reversion {
  return revert(workload.template.spec, ownRecordOf(workload));
}

/**
 * The record without sidecars that the applied manifest declares native by now. They are no longer Outrigger's to undo:
 * the next apply would bring them back as a second container of the same name.
 */
export function ownRecordOf(workload: Workload): readonly RecordEntry[] {
  return recordOf(workload).filter(entry => !declaresNative(workload, entry.n));
}
