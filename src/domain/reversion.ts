import {declaresNative} from './ownership.ts';
import {recordOf, type RecordEntry} from './record.ts';
import {revert, type Reversion} from './revert.ts';
import {switchesSet} from './switches.ts';
import type {Workload} from './workload.ts';

/** The undoing of what was done to a workload's pod template. */
export interface TemplateReversion extends Reversion {
  /** Annotations of the pod template that go: injectors are no longer told. */
  readonly switchesOff: readonly string[];
}

/** The undoing of everything that Outrigger has done to a stored workload. */
export function reversionOf(workload: Workload): TemplateReversion {
  const reversion = revert(workload.template.spec, ownRecordOf(workload));
  const switchesOff = switchesSet(workload);
  return {...reversion, rolls: reversion.rolls || switchesOff.length > 0, switchesOff};
}

/**
 * The record without sidecars that the applied manifest declares native by now. They are no longer Outrigger's to undo:
 * the next apply would bring them back as a second container of the same name.
 */
export function ownRecordOf(workload: Workload): readonly RecordEntry[] {
  return recordOf(workload).filter(entry => !declaresNative(workload, entry.n));
}
