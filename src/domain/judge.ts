import {isAcknowledgeable} from '../api/acknowledge.ts';
import type {CheckInput} from './checks/check.ts';
import {checks} from './checks/index.ts';
import {finding, type Finding} from './finding.ts';
import {isMovable} from './guests.ts';
import type {Policy} from './policy.ts';

/** What every check says, in their order, with the severity that it has under this policy. */
export function findingsOf(input: CheckInput): readonly Finding[] {
  const found = checks.flatMap(check => check.check(input));
  const all = found.some(one => one.code === 'NameTaken') ? found : [...immovable(input), ...found];
  return all.map(one => underPolicy(one, input.policy));
}

export function blocks({severity}: Finding): boolean {
  return severity === 'block';
}

/**
 * An acknowledged block is still reported, as a warning. A warning that can be acknowledged blocks until it is
 * (ClientSideApply, since later edits can go wrong in silence).
 */
function underPolicy(one: Finding, policy: Policy): Finding {
  if (!isAcknowledgeable(one.code)) return one;
  return {...one, severity: policy.acknowledge.includes(one.code) ? 'warn' : 'block'};
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
