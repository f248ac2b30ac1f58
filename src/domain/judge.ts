import {isAcknowledgeable} from '../api/acknowledge.ts';
import type {CheckInput} from './checks/check.ts';
import {checks} from './checks/index.ts';
import {finding, type Finding} from './finding.ts';
import {isMovable} from './guests.ts';
import type {Policy} from './policy.ts';

/** What every check says, in their order. */
export function findingsOf(input: CheckInput): readonly Finding[] {
  const findings = checks.flatMap(check => check.check(input));
  return findings.some(one => one.code === 'NameTaken') ? findings : [...immovable(input), ...findings];
}

/**
 * Whether a finding stands in the way of the conversion. An acknowledged one is still reported, but does not; a warning
 * that can be acknowledged wants to be (ClientSideApply, since later edits can go wrong in silence).
 */
export function blocks({code, severity}: Finding, policy: Policy): boolean {
  return isAcknowledgeable(code) ? !policy.acknowledge.includes(code) : severity === 'block';
}

/** Broken lists that no API server stores, but files can have: a conversion would leave a container out. */
function immovable({workload, selection}: CheckInput): readonly Finding[] {
  return selection.candidates
    .filter(candidate => !isMovable(workload.template.spec, candidate))
    .map(({name, index}) =>
      finding(
        'NameTaken',
        `${name} cannot become an init container: initContainers is not a list, or has several containers of that name. Repair the manifest.`,
        `spec.containers[${index}].name`,
      ),
    );
}
