import {declarativeOwner, hasController} from './ownership.ts';
import type {Policy} from './policy.ts';
import {recordOf} from './record.ts';
import {select} from './select.ts';
import type {Workload} from './workload.ts';

/**
 * Where a workload is converted: in the stored template, or in each pod when it is created.
 * Auto decides for unconverted workloads only, so that a tool's mark that appears later moves nothing.
 */
export function deliveryOf(workload: Workload, policy: Policy): 'Template' | 'Pod' {
  if (isImmutable(workload)) return 'Pod';
  if (policy.conversion.delivery !== 'Auto') return policy.conversion.delivery;
  if (recordOf(workload).length > 0) return 'Template';
  const names = select(workload.template.spec, policy.sidecars).candidates.map(candidate => candidate.name);
  // Annotations alone: whoever applies the old manifest again keeps those that it does not know (ADR 0016).
  if (names.length === 0) return 'Template';
  return hasController(workload) || declarativeOwner(workload, names) !== undefined ? 'Pod' : 'Template';
}

/** Templates of Jobs and the containers of pods cannot be changed once they are stored (batch validation.go). */
function isImmutable({kind}: Workload): boolean {
  return kind === 'Job' || kind === 'Pod';
}
