import {plain} from '../output/plain.ts';
import type {Screen} from '../output/screen.ts';
import {renderTable, type Table} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';
import {plural, sentenceOf} from './counts.ts';
import type {Entry} from './entry.ts';
import {NODES_NOTE} from './findings.ts';
import type {ScanData} from './scan-data.ts';
import {findingTable, groupTable, sidecarTable, workaroundTable} from './scan-tables.ts';

/** What `outrigger scan` prints: which sidecars there are, what would become of them, what is in the way. */
export function scanText(data: ScanData, screen: Screen): string {
  const {width} = screen;
  const sections = [
    headline(data, screen),
    section('Sidecars', sidecarTable(data), screen),
    section('Findings', findingTable(data), screen),
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

function headline({counts, files, workloads}: ScanData, {width, paint}: Screen): string {
  const where = workloads.length === 0 ? ` in ${plural(files, 'file')}` : '';
  const lines = wrap(`${sentenceOf(counts)}${where}.`, width);
  return lines.map(line => `${paint('bold', line)}\n`).join('');
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

function nextSteps({counts, findings, sidecars, workloads}: ScanData): readonly string[] {
  const [first] = findings;
  return [
    ...(findings.some(({code}) => code === 'NodesUnknown') ? [NODES_NOTE] : []),
    ...(first === undefined || first.severity === 'info' ? [] : [`Next: outrigger explain ${first.code}`]),
    ...(counts.Convert + counts.Blocked === 0
      ? []
      : ['Next: outrigger plan PATH… shows each change, outrigger convert PATH… makes it.']),
    ...(sidecars.length > 0 && workloads.some(isWithoutPolicy)
      ? ['Next: outrigger scan --write-policy PATH… prints policies for the operator.']
      : []),
  ];
}

function isWithoutPolicy({sidecars, policy}: Entry): boolean {
  return sidecars.length > 0 && (policy === null || policy === 'catalog');
}
