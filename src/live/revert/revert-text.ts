import {plain} from '../../cli/output/plain.ts';
import {wrap} from '../../cli/output/wrap.ts';
import {plural} from '../../cli/report/counts.ts';
import {recordOf} from '../../domain/record.ts';
import type {Candidate} from './candidate.ts';
import type {PutBack} from './put-back.ts';

/** What would become of each workload, before anything does. */
export function candidatesText(candidates: readonly Candidate[], width: number): string {
  const ready = candidates.filter(({type}) => type === 'Revert').length;
  const lines = [
    ...candidates.flatMap(candidate => [candidate.key, ...sentencesOf(candidate).map(each => ({indented: each}))]),
    ...(candidates.length === 0 ? ['There is nothing here that Outrigger has converted.'] : []),
    ...(ready === 0 ? [] : ['', `${plural(ready, 'workload')} can be put back. ${PACE}`]),
  ];
  return lines.flatMap(line => wrappedLine(line, width)).join('');
}

const PACE =
  'They are written one after the other, without waiting for their pods: name single ones to go slowly, or delete the policy with conversion.onDelete: Revert, which keeps its pace.';

function wrappedLine(line: string | {readonly indented: string}, width: number): readonly string[] {
  if (typeof line === 'string') return wrap(plain(line), width).map(each => `${each}\n`);
  return wrap(plain(line.indented), width - 2).map(each => `  ${each}\n`);
}

function sentencesOf(candidate: Candidate): readonly string[] {
  if (candidate.type === 'Governed') return [staying(candidate)];
  const {workload, reversion, claim, later} = candidate;
  const names = recordOf(workload).map(({n}) => n);
  const by = claim === undefined ? '' : `, converted for the policy ${claim}`;
  if (!reversion.rolls) return [`Only its marks go${by}: nothing of it is as Outrigger left it.`];
  const pods = workload.kind === 'CronJob' ? 'the next run has them so' : 'its pods are replaced';
  const again =
    later === undefined
      ? []
      : [
          `${later.kind} ${later.key} is ${later.paused === undefined ? 'suspended' : 'paused'}, and converts it again once it is resumed.`,
        ];
  const done = [
    ...(names.length === 0 ? [] : [`${names.join(', ')}: classic again`]),
    ...(reversion.switchesOff.length === 0 ? [] : [`${reversion.switchesOff.join(', ')}: off the pod template`]),
  ];
  return [`${done.join('; ')}${by}; ${pods}.`, ...again, ...reversion.notes];
}

function staying({policy}: Extract<Candidate, {type: 'Governed'}>): string {
  const name = `${policy.kind} ${policy.key}`;
  return `Stays: ${name} (conversion.mode Enforce) would convert it again. Set its mode to Audit, or put the label outrigger.dev/skip: "true" on the workload.`;
}

/** What has become of one. */
export function outcomeText(key: string, outcome: PutBack): string {
  switch (outcome.type) {
    case 'Done':
      return `${key}: put back.\n`;
    case 'Gone':
      return `${key}: is not there any more.\n`;
    case 'Refused':
      return `${plain(`${key}: was not put back: ${outcome.message}`)}\n`;
  }
}
