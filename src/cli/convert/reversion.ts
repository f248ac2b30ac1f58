import {CONVERTED_AT_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION} from '../../api/constants.ts';
import {presumedRecord} from '../../domain/presumed-record.ts';
import {recordOf} from '../../domain/record.ts';
import {reversionOf} from '../../domain/reversion.ts';
import {revert} from '../../domain/revert.ts';
import {annotationsOf} from '../../domain/workload.ts';
import type {Verdict} from '../verdict/verdict.ts';
import type {Rewrite} from './rewrite.ts';

const MARKS: readonly string[] = [POLICY_ANNOTATION, RECORD_ANNOTATION, CONVERTED_AT_ANNOTATION];

/**
 * What `outrigger revert` makes of a workload: what its record says was moved goes back, and the marks go. Without a
 * record, as in a manifest, it is the native sidecars that a rule governs.
 */
export function reversion({found, outcome, policy}: Verdict): Rewrite {
  const {workload} = found;
  if (outcome === 'Skipped') return {type: 'Same'};
  const hasRecord = recordOf(workload).length > 0;
  const {spec} = workload.template;
  const undone = hasRecord ? reversionOf(workload) : revert(spec, presumedRecord(spec, policy?.sidecars ?? []));
  const without = MARKS.filter(name => Object.hasOwn(annotationsOf(workload), name));
  if (!undone.rolls && without.length === 0) return {type: 'Same'};
  return {type: 'Changed', wanted: {found, spec: undone.spec, without}, removed: [], notes: undone.notes};
}
