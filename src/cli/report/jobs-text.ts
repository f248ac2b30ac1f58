import type {Screen} from '../output/screen.ts';
import {renderTable, type Table} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';
import {plain} from '../output/plain.ts';
import {ageOf} from './age.ts';
import {plural} from './counts.ts';
import type {JobsData, StuckWorkload} from './jobs-data.ts';

/** Rows that leave the rest of the answer on the screen. */
const MOST_ROWS = 10;

/** What hangs, what it costs and what finishing it would set off; `now`: ms since the epoch. */
export function jobsText(data: JobsData, now: number, {width, paint}: Screen): string {
  if (data.pods === 0) return 'No Job hangs on a sidecar.\n';
  const {workloads} = data;
  const left = workloads.length - MOST_ROWS;
  const lines = [
    ...sentencesOf(data, now).flatMap(sentence => wrap(plain(sentence), width)),
    '',
    renderTable(tableOf(workloads.slice(0, MOST_ROWS), now), width, paint).trimEnd(),
    ...(left > 0 ? [`and ${left} more: -o json has all`] : []),
  ];
  return `${paint('bold', 'Stuck Jobs')}\n${lines.map(line => `${line}\n`).join('')}`;
}

function sentencesOf(data: JobsData, now: number): readonly string[] {
  const {pods, cores, gib, coreHours, gibHours, oldest} = data;
  const [verb, they] = pods === 1 ? ['hangs on its sidecar', 'It holds'] : ['hang on their sidecars', 'They hold'];
  return [
    `${plural(pods, 'pod')} of Jobs ${verb}. ${they} ${amount(cores)} ${cores === 1 ? 'core' : 'cores'} and ${amount(gib)} GiB by ${pods === 1 ? 'its' : 'their'} requests: ${amount(coreHours)} core-hours and ${amount(gibHours)} GiB-hours so far.`,
    ...(oldest === undefined
      ? []
      : [`The oldest is ${oldest.pod} of ${oldest.workload}, since ${oldest.since} (${ageOf(oldest.since, now)}).`]),
    `If finished: ${effectsOf(data).join(', ')}.`,
    ...heldBack(data),
  ];
}

function effectsOf({consequences}: JobsData): readonly string[] {
  const {MayRunAgain, RunsNextCompletion, MayRunMissed} = consequences;
  const effects = [
    ...(MayRunAgain > 0 ? [`${MayRunAgain} would run a failed main again`] : []),
    ...(MayRunMissed > 0 ? [`${MayRunMissed} would start a missed run`] : []),
    ...(RunsNextCompletion > 0 ? [`${RunsNextCompletion} would go on with the next completion`] : []),
  ];
  return effects.length === 0 ? ['nothing would run because of it'] : effects;
}

function heldBack({holds: {SidecarDecides, NodeUnwell}}: JobsData): readonly string[] {
  return [
    ...(SidecarDecides > 0
      ? [
          `No policy finishes ${SidecarDecides} of them: how the sidecar exits could decide by the podFailurePolicy of the Job.`,
        ]
      : []),
    ...(NodeUnwell > 0 ? [`No policy finishes ${NodeUnwell} of them until the node is ready.`] : []),
  ];
}

function tableOf(workloads: readonly StuckWorkload[], now: number): Table {
  return {
    columns: [
      {title: 'workload', narrow: 'cut'},
      {title: 'pods', align: 'right'},
      {title: 'oldest', align: 'right'},
      {title: 'core-hours', align: 'right'},
      {title: 'GiB-hours', align: 'right'},
      {title: 'held by', narrow: 'cut'},
    ],
    rows: workloads.map(({kind, namespace, name, pods, since, coreHours, gibHours, sidecars}) => [
      [kind, namespace, name].join('/'),
      String(pods),
      ageOf(since, now),
      amount(coreHours),
      amount(gibHours),
      sidecars.join(' '),
    ]),
  };
}

/** As many digits as say something. */
function amount(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(value >= 1 ? 3 : 2)));
}
