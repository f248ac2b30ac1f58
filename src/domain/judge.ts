import type {FindingCode} from '../api/codes.ts';
import type {CheckInput} from './checks/check.ts';
import {checks} from './checks/index.ts';
import {finding, type Finding} from './finding.ts';
import {isMovable} from './guests.ts';
import type {Policy} from './policy.ts';

/** Acknowledging these would not help: the API server refuses what would come out. */
const NEVER_ACKNOWLEDGED: ReadonlySet<FindingCode> = new Set(['NoMainContainer', 'NameTaken']);

/** Warnings that hold a conversion up until somebody has acknowledged them: later edits can go wrong in silence. */
const TO_BE_ACKNOWLEDGED: ReadonlySet<FindingCode> = new Set(['ClientSideApply']);

/** What every check says, in their order. */
export function findingsOf(input: CheckInput): readonly Finding[] {
  const findings = checks.flatMap(check => check.check(input));
  return findings.some(one => one.code === 'NameTaken') ? findings : [...immovable(input), ...findings];
}

/** Whether a finding stands in the way of the conversion. An acknowledged one is still reported, but does not. */
export function blocks({code, severity}: Finding, policy: Policy): boolean {
  if (NEVER_ACKNOWLEDGED.has(code)) return true;
  const stands = severity === 'block' || TO_BE_ACKNOWLEDGED.has(code);
  return stands && !policy.acknowledge.includes(code);
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
