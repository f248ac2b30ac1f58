import {explanations} from '../../domain/explain/index.ts';
import {plain} from '../output/plain.ts';
import type {Screen} from '../output/screen.ts';
import {renderTable, type Table} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';
import {OUTCOMES} from '../verdict/verdict.ts';
import {OUTCOME_WORDS, plural, sentenceOf} from './counts.ts';
import type {Entry} from './entry.ts';
import {NODES_NOTE} from './findings.ts';
import type {ScanData} from './scan-data.ts';
import {OUTCOME_STYLES, SEVERITY_STYLES, VERDICT_STYLES} from './styles.ts';
import {WORKAROUND_TITLES} from './workaround-titles.ts';

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

function sidecarTable({sidecars}: ScanData): Table {
  return {
    columns: [
      {title: 'product', narrow: 'cut'},
      {title: 'profile', narrow: 'cut'},
      {title: 'class'},
      {title: 'workloads', align: 'right'},
      {title: 'classic', align: 'right'},
      {title: 'native', align: 'right'},
    ],
    rows: sidecars.map(each => [
      each.title,
      each.profile ?? '',
      each.class ?? '',
      String(each.workloads),
      String(each.classic),
      String(each.native),
    ]),
  };
}

function findingTable({findings}: ScanData): Table {
  return {
    columns: [
      {title: 'code'},
      {title: 'severity'},
      {title: 'workloads', align: 'right'},
      {title: 'in short', narrow: 'wrap'},
      {title: 'example', narrow: 'cut'},
    ],
    rows: findings
      .filter(({code}) => code !== 'NodesUnknown')
      .map(({code, severity, workloads, example}) => [
        code,
        {text: severity, style: SEVERITY_STYLES[severity]},
        String(workloads),
        explanations[code].title,
        example,
      ]),
  };
}

/** What only looks like a workaround is in the data alone. */
function workaroundTable({workarounds}: ScanData): Table {
  return {
    columns: [
      {title: 'id'},
      {title: 'verdict'},
      {title: 'workloads', align: 'right'},
      {title: 'in short', narrow: 'wrap'},
      {title: 'example', narrow: 'cut'},
    ],
    rows: workarounds
      .filter(({verdict}) => verdict !== 'Keep')
      .map(({id, verdict, workloads, example}) => [
        id,
        {text: verdict.toLowerCase(), style: VERDICT_STYLES[verdict]},
        String(workloads),
        WORKAROUND_TITLES[id],
        example,
      ]),
  };
}

/** What stays as it is, and why. */
function remarks({notSidecars, neverProposed}: ScanData): readonly string[] {
  return [
    ...notSidecars.map(({title = '', reason, example}) => `${title} (${example}) is no sidecar. ${reason}`),
    ...neverProposed.map(
      ({reason, workloads, example}) =>
        `Never proposed: ${plural(workloads, 'workload')} such as ${example}. ${reason}`,
    ),
  ];
}

function groupTable({groups = []}: ScanData): Table {
  return {
    columns: [
      {title: 'group', narrow: 'cut'},
      {title: 'workloads', align: 'right'},
      ...OUTCOMES.map(outcome => ({title: OUTCOME_WORDS[outcome], align: 'right' as const, narrow: 'wrap' as const})),
    ],
    rows: groups.map(({value, workloads, counts}) => [
      value,
      String(workloads),
      ...OUTCOMES.map(outcome => ({text: String(counts[outcome]), style: OUTCOME_STYLES[outcome]})),
    ]),
  };
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
