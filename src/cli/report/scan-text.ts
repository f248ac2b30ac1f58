import {plain} from '../output/plain.ts';
import type {Screen} from '../output/screen.ts';
import {renderTable, type Table} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';
import {plural, sentenceOf} from './counts.ts';
import type {Entry} from './entry.ts';
import {nodesNote} from './findings.ts';
import {jobsText} from './jobs-text.ts';
import {placeLines} from './place-text.ts';
import type {ScanData} from './scan-data.ts';
import {findingTable, groupTable, sidecarTable, workaroundTable} from './scan-tables.ts';

/** What `outrigger scan` prints: which sidecars there are, what would become of them, what is in the way. */
export function scanText(data: ScanData, screen: Screen): string {
  const {width} = screen;
  const sections = [
    data.cluster === undefined ? '' : placeLines(data.cluster, data.cluster.policies, width),
    headline(data, screen),
    section('Sidecars', sidecarTable(data), screen),
    section('Findings', findingTable(data), screen),
    jobs(data, screen),
    section('Workarounds', workaroundTable(data), screen),
    section('Groups', groupTable(data), screen),
    remarks(data)
      .flatMap(remark => wrap(plain(remark), width))
      .map(line => `${line}\n`)
      .join(''),
    nextSteps(data)
      .flatMap(step => wrap(step, width))
      .join('\n') + '\n',
  ];
  return sections.filter(text => text.trim() !== '').join('\n');
}

function headline(data: ScanData, {width, paint}: Screen): string {
  const {counts, files, workloads, cluster} = data;
  const where = workloads.length === 0 && cluster === undefined ? ` in ${plural(files, 'file')}` : '';
  const bold = wrap(`${sentenceOf(counts)}${where}.`, width).map(line => paint('bold', line));
  return [...bold, ...rolloutSentences(data).flatMap(each => wrap(each, width))].map(line => `${line}\n`).join('');
}

function rolloutSentences({rollouts}: ScanData): readonly string[] {
  if (rollouts === undefined) return [];
  const {wouldReplacePods, rolling} = rollouts;
  const would = `The pods of ${plural(wouldReplacePods, 'workload')} would be replaced.`;
  return [
    ...(wouldReplacePods > 0 ? [would] : []),
    ...(rolling > 0 ? [`${plural(rolling, 'workload')} ${rolling === 1 ? 'rolls' : 'roll'} now.`] : []),
  ];
}

function jobs({jobs: found, at = ''}: ScanData, screen: Screen): string {
  if (found === undefined) return '';
  return found === null ? 'Whether Jobs hang is not known.\n' : jobsText(found, Date.parse(at), screen);
}

function section(title: string, table: Table, {width, paint}: Screen): string {
  return table.rows.length === 0 ? '' : `${paint('bold', title)}\n${renderTable(table, width, paint)}`;
}

/** What stays as it is, and why. */
function remarks({notSidecars, neverProposed, unmatched}: ScanData): readonly string[] {
  return [
    ...notSidecars.map(({title = '', reason, example}) => `${title} (${example}) is no sidecar. ${reason}`),
    ...neverProposed.map(
      ({reason, workloads, example}) =>
        `Never proposed: ${plural(workloads, 'workload')} such as ${example}. ${reason}`,
    ),
    ...unmatched.map(
      ({reason, workloads, example}) => `Not matched: ${plural(workloads, 'workload')} such as ${example}. ${reason}`,
    ),
  ];
}

function nextSteps(data: ScanData): readonly string[] {
  const {counts, findings, sidecars, workloads, cluster} = data;
  const [first] = findings;
  const isLive = cluster !== undefined;
  return [
    ...(findings.some(({code}) => code === 'NodesUnknown') ? [nodesNote(isLive)] : []),
    ...(first === undefined || first.severity === 'info' ? [] : [`Next: outrigger explain ${first.code}`]),
    ...(counts.Convert + counts.Delegate + counts.Blocked === 0
      ? []
      : [isLive ? PLAN_LIVE : 'Next: outrigger plan PATH… shows each change, outrigger convert PATH… makes it.']),
    ...(sidecars.length > 0 && workloads.some(isWithoutPolicy)
      ? [`Next: outrigger scan --write-policy ${isLive ? '--live' : 'PATH…'} prints policies for the operator.`]
      : []),
    ...stepsInCluster(data),
  ];
}

function stepsInCluster({jobs, cluster}: ScanData): readonly string[] {
  return [
    ...(jobs?.workloads.some(({enforced}) => !enforced) === true ? [FINISH] : []),
    ...(cluster?.namespace === undefined ? [] : ['-A looks at all namespaces.']),
  ];
}

const PLAN_LIVE =
  'Next: outrigger plan --live shows each change; the operator makes it, or outrigger convert where manifests are kept.';
const FINISH = 'Next: a policy with jobs.mode: Enforce lets the operator finish Jobs that hang.';

function isWithoutPolicy({sidecars, policy}: Entry): boolean {
  return sidecars.length > 0 && (policy === null || policy === 'catalog');
}
