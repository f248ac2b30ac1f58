import {explanations} from '../../domain/explain/index.ts';
import {WORKAROUND_TITLES} from '../../domain/workarounds/titles.ts';
import type {Table} from '../output/table.ts';
import {OUTCOMES} from '../verdict/verdict.ts';
import {OUTCOME_WORDS} from './counts.ts';
import type {ScanData} from './scan-data.ts';
import {OUTCOME_STYLES, SEVERITY_STYLES, VERDICT_STYLES} from './styles.ts';

export function sidecarTable({sidecars}: ScanData): Table {
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

export function findingTable({findings}: ScanData): Table {
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
export function workaroundTable({workarounds}: ScanData): Table {
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

export function groupTable({groups = []}: ScanData): Table {
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
