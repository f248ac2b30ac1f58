import type {FindingCode, Severity} from '../../api/codes.ts';
import {stringMapAt} from '../../domain/json.ts';
import {kubexitSidecars} from '../../domain/kubexit.ts';
import type {Problem} from '../input/origin.ts';
import type {Looked} from '../verdict/look.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {countsOf, type Counts} from './counts.ts';
import {entryOf, type Entry} from './entry.ts';
import {reasonsOf, type Reason} from './reasons.ts';
import {scanLive, type ScanLive} from './scan-live.ts';
import {workaroundCounts, type WorkaroundCount} from './workaround-counts.ts';

/** The answer of `outrigger scan` (docs/cli.md). */
export interface ScanData extends Partial<ScanLive> {
  readonly kind: 'Scan';
  readonly version: 1;
  readonly files: number;
  readonly counts: Counts;
  /** By product, the most frequent first. */
  readonly sidecars: readonly ProductCount[];
  /** By code, in the order of severity, then of frequency. */
  readonly findings: readonly FindingCount[];
  /** By verdict, then by id. */
  readonly workarounds: readonly WorkaroundCount[];
  /** Products that people expect to be sidecars. */
  readonly notSidecars: readonly Reason[];
  /** Workloads with a known container that no catalog proposes to convert, by the reason. */
  readonly neverProposed: readonly Reason[];
  /** Workloads whose own settings call a container a sidecar that no rule matches. */
  readonly unmatched: readonly Reason[];
  /** Present with `--group-by`: by value, the largest group first. */
  readonly groups?: readonly Group[];
  readonly workloads: readonly (Entry & {readonly group?: string})[];
  readonly problems: readonly Record<string, unknown>[];
}

export interface ProductCount {
  /** Null: containers that a rule of a policy matches without naming a product. */
  readonly profile: string | null;
  readonly title: string;
  readonly class: string | null;
  readonly workloads: number;
  readonly classic: number;
  readonly native: number;
  readonly injected: number;
}

export interface FindingCount {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** How many workloads have it. */
  readonly workloads: number;
  readonly example: string;
}

export interface Group {
  readonly value: string;
  readonly workloads: number;
  readonly counts: Counts;
}

/** What stands for a workload without the label. */
export const NO_LABEL = '(none)';

/** @param label the key of `--group-by label:KEY` */
export function scanData({gathered, verdicts, live}: Looked, label?: string): ScanData {
  return {
    kind: 'Scan',
    version: 1,
    files: gathered.files.length,
    ...(live === undefined ? {} : scanLive(live, verdicts)),
    counts: countsOf(verdicts),
    sidecars: productsOf(verdicts),
    findings: findingsOf(verdicts),
    workarounds: workaroundCounts(verdicts),
    notSidecars: reasonsOf(verdicts, ({notSidecars}) => notSidecars),
    neverProposed: reasonsOf(verdicts, ({neverProposed}) =>
      neverProposed === undefined ? [] : [{reason: neverProposed}],
    ),
    unmatched: reasonsOf(verdicts, unmatchedIn),
    ...(label === undefined ? {} : {groups: groupsOf(verdicts, label)}),
    workloads: verdicts.map(verdict => ({
      ...(label === undefined ? {} : {group: labelOf(verdict, label)}),
      ...entryOf(verdict),
    })),
    problems: gathered.problems.map(({origin, message}: Problem) => ({...origin, message})),
  };
}

function unmatchedIn({found, sidecars}: Verdict): readonly Pick<Reason, 'reason'>[] {
  const matched = new Set(sidecars.map(({name}) => name));
  const names = kubexitSidecars(found.workload.template.spec).filter(name => !matched.has(name));
  if (names.length === 0) return [];
  const list = names.join(', ');
  return [
    {
      reason: `By the variables of kubexit its sidecars are: ${list}. A policy can match them by name (match: {names: [${list}]}).`,
    },
  ];
}

function productsOf(verdicts: readonly Verdict[]): readonly ProductCount[] {
  const found = verdicts.flatMap(({sidecars, subject}) => sidecars.map(sidecar => ({...sidecar, subject})));
  return [...Map.groupBy(found, ({profile}) => profile?.id ?? null)]
    .map(([id, members]) => ({
      profile: id,
      title: members[0]?.profile?.title ?? '(a rule of a policy)',
      class: members[0]?.profile?.class ?? null,
      workloads: new Set(members.map(({subject}) => subject)).size,
      classic: members.filter(({form}) => form === 'classic').length,
      native: members.filter(({form}) => form === 'native').length,
      injected: members.filter(({form}) => form === 'injected').length,
    }))
    .sort((a, b) => b.workloads - a.workloads);
}

const RANK: Readonly<Record<Severity, number>> = {block: 0, warn: 1, info: 2};

/** A finding that is acknowledged for one workload and not for another counts as both. */
function findingsOf(verdicts: readonly Verdict[]): readonly FindingCount[] {
  const found = new Map<string, FindingCount>();
  for (const {findings, subject} of verdicts) {
    const keys = new Map(findings.map(one => [`${one.severity} ${one.code}`, one]));
    for (const [key, {code, severity}] of keys) {
      const before = found.get(key);
      found.set(key, {code, severity, workloads: (before?.workloads ?? 0) + 1, example: before?.example ?? subject});
    }
  }
  return [...found.values()].sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.workloads - a.workloads);
}

function groupsOf(verdicts: readonly Verdict[], label: string): readonly Group[] {
  const groups = Map.groupBy(verdicts, verdict => labelOf(verdict, label));
  return [...groups]
    .map(([value, members]) => ({value, workloads: members.length, counts: countsOf(members)}))
    .sort((a, b) => b.workloads - a.workloads);
}

function labelOf({found: {workload}}: Verdict, key: string): string {
  const labels = {...stringMapAt(workload.template.metadata, 'labels'), ...stringMapAt(workload.metadata, 'labels')};
  return Object.hasOwn(labels, key) ? (labels[key] ?? NO_LABEL) : NO_LABEL;
}
