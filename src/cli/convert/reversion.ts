import {
  CONVERTED_AT_ANNOTATION,
  DELEGATED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {objectAt} from '../../domain/json.ts';
import type {SidecarRule} from '../../domain/policy.ts';
import {presumedRecord} from '../../domain/presumed-record.ts';
import {recordOf} from '../../domain/record.ts';
import {reversionOf, type TemplateReversion} from '../../domain/reversion.ts';
import {revert} from '../../domain/revert.ts';
import {markedSwitches, presumedSwitches, withoutSwitches} from '../../domain/switches.ts';
import {annotationsOf, type Workload} from '../../domain/workload.ts';
import type {Verdict} from '../verdict/verdict.ts';
import type {Rewrite} from './rewrite.ts';

const MARKS: readonly string[] = [POLICY_ANNOTATION, RECORD_ANNOTATION, DELEGATED_ANNOTATION, CONVERTED_AT_ANNOTATION];

/**
 * What `outrigger revert` makes of a workload: what its marks say was done is undone, and the marks go. Without marks,
 * as in a manifest, it is the native sidecars that a rule governs, and the switches of injectors.
 */
export function reversion({found, outcome, policy}: Verdict): Rewrite {
  const {workload} = found;
  if (outcome === 'Skipped') return {type: 'Same'};
  const isMarked = recordOf(workload).length + markedSwitches(workload).length > 0;
  const undone = isMarked ? reversionOf(workload) : presumedReversion(workload, policy?.sidecars ?? []);
  const without = MARKS.filter(name => Object.hasOwn(annotationsOf(workload), name));
  if (!undone.rolls && without.length === 0) return {type: 'Same'};
  const {spec, switchesOff, notes} = undone;
  const metadata = withoutSwitches(workload.template.metadata, switchesOff);
  const annotations = switchesOff.length === 0 ? {} : {annotations: objectAt(metadata, 'annotations')};
  return {type: 'Changed', wanted: {found, spec, ...annotations, without}, removed: [], notes};
}

function presumedReversion(workload: Workload, rules: readonly SidecarRule[]): TemplateReversion {
  const reversion = revert(workload.template.spec, presumedRecord(workload.template, rules));
  const switchesOff = presumedSwitches(workload, rules);
  return {...reversion, rolls: reversion.rolls || switchesOff.length > 0, switchesOff};
}
