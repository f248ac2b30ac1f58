import type {FindingCode, Severity} from '../../api/codes.ts';
import {WORKLOAD_STATES, type WorkloadState} from '../../api/reasons.ts';
import type {Finding} from '../../domain/finding.ts';
import type {Policy} from '../../domain/policy.ts';
import type {WorkloadKind} from '../../domain/workload.ts';
import {zeroes} from '../../domain/zeroes.ts';
import type {Group, WorkaroundKind} from './standing.ts';

export interface FindingSummary {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
  /** `Kind/namespace/name` of one workload that has it, or of the policy. */
  readonly example: string;
}

/** Findings about a policy itself, whatever it selects; each code once. */
export function findingsAbout(
  policy: Pick<Policy, 'kind' | 'key'>,
  findings: readonly Finding[],
): readonly FindingSummary[] {
  const byCode = Map.groupBy(findings, ({code}) => code);
  const example = `${policy.kind}/${policy.key}`;
  return [...byCode].flatMap(([code, found]) =>
    found.slice(0, 1).map(({severity}) => ({code, severity, count: found.length, example})),
  );
}

/** How many workloads of each kind are in each state; a kind of which there is none is absent. */
export function countsByKind(
  groups: Iterable<Group>,
): ReadonlyMap<WorkloadKind, Readonly<Record<WorkloadState, number>>> {
  const byKind = new Map<WorkloadKind, Record<WorkloadState, number>>();
  for (const {standing, workloads} of groups) {
    const ofKind = byKind.get(standing.kind) ?? zeroes(WORKLOAD_STATES);
    ofKind[standing.state] += workloads.size;
    byKind.set(standing.kind, ofKind);
  }
  return byKind;
}

/** A code counts once a workload. Blocking ones first, then the most frequent. */
export function findingsIn(groups: Iterable<Group>): readonly FindingSummary[] {
  const found = new Map<FindingCode, FindingSummary>();
  for (const {standing, workloads} of groups) {
    for (const [code, severity] of standing.findings) {
      const known = found.get(code) ?? {code, severity, count: 0, example: firstOf(workloads)};
      found.set(code, {...known, count: known.count + workloads.size});
    }
  }
  return [...found.values()].sort(byWeight);
}

/** Whether any workload has it. */
export function isFound(code: FindingCode, groups: Iterable<Group>): boolean {
  return [...groups].some(({standing}) => standing.findings.has(code));
}

export interface WorkaroundSummary extends WorkaroundKind {
  /** Workloads that have it with this verdict. */
  readonly count: number;
}

export function workaroundsIn(groups: Iterable<Group>): readonly WorkaroundSummary[] {
  const found = new Map<string, WorkaroundSummary>();
  for (const {standing, workloads} of groups) {
    for (const {id, verdict} of standing.workarounds ?? []) {
      const key = `${id} ${verdict}`;
      found.set(key, {id, verdict, count: (found.get(key)?.count ?? 0) + workloads.size});
    }
  }
  return [...found.values()];
}

/** A group has at least one workload. */
export function firstOf(workloads: ReadonlySet<string>): string {
  const [first = ''] = workloads;
  return first;
}

const WEIGHT: Readonly<Record<Severity, number>> = {block: 0, warn: 1, info: 2};

function byWeight(a: FindingSummary, b: FindingSummary): number {
  return WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count || (a.code < b.code ? -1 : 1);
}
