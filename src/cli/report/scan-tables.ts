import {explanations} from '../../domain/explain/index.ts';
import {WORKAROUND_TITLES} from '../../domain/workarounds/titles.ts';
import type {Table} from '../output/table.ts';
import {OUTCOMES} from '../verdict/verdict.ts';
import {OUTCOME_WORDS} from './counts.ts';
import type {Group, ScanData} from './scan-data.ts';
import {OUTCOME_STYLES, SEVERITY_STYLES, VERDICT_STYLES} from './styles.ts';

export function sidecarTable({sidecars}: ScanData): Table {
  const withInjected = sidecars.some(({injected}) => injected > 0);
  return {
    columns: [
      {title: 'product', narrow: 'cut'},
      {title: 'profile', narrow: 'cut'},
      {title: 'class'},
      {title: 'workloads', align: 'right'},
      {title: 'classic', align: 'right'},
      {title: 'native', align: 'right'},
      ...(withInjected ? [{title: 'injected', align: 'right' as const}] : []),
    ],
    rows: sidecars.map(each => [
      each.title,
      each.profile ?? '',
      each.class ?? '',
      String(each.workloads),
      String(each.classic),
      String(each.native),
      ...(withInjected ? [String(each.injected)] : []),
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
export function workaroundTable({workarounds, mesh = []}: ScanData): Table {
  return {
    columns: [
      {title: 'id'},
      {title: 'verdict'},
      {title: 'workloads', align: 'right'},
      {title: 'in short', narrow: 'wrap'},
      {title: 'example', narrow: 'cut'},
    ],
    rows: [
      ...workarounds.map(each => ({...each, of: String(each.workloads)})),
      ...mesh.map(each => ({...each, of: 'the mesh', example: each.object})),
    ]
      .filter(({verdict}) => verdict !== 'Keep')
      .map(({id, verdict, of, example}) => [
        id,
        {text: verdict.toLowerCase(), style: VERDICT_STYLES[verdict]},
        of,
        WORKAROUND_TITLES[id],
        example,
      ]),
  };
}

/** What injectors decide about is one column, and only where there is such a workload: the table must fit. */
export function groupTable({groups = []}: ScanData): Table {
  const injected = ({counts}: Group): number => counts.Delegate + counts.Delegated;
  const withInjected = groups.some(group => injected(group) > 0);
  const others = OUTCOMES.filter(outcome => outcome !== 'Delegate' && outcome !== 'Delegated');
  return {
    columns: [
      {title: 'group', narrow: 'cut'},
      {title: 'workloads', align: 'right'},
      ...others.map(outcome => ({title: OUTCOME_WORDS[outcome], align: 'right' as const, narrow: 'wrap' as const})),
      ...(withInjected ? [{title: 'injected', align: 'right' as const}] : []),
    ],
    rows: groups.map(group => [
      group.value,
      String(group.workloads),
      ...others.map(outcome => ({text: String(group.counts[outcome]), style: OUTCOME_STYLES[outcome]})),
      ...(withInjected ? [String(injected(group))] : []),
    ]),
  };
}
