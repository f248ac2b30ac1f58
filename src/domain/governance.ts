import {POLICY_ANNOTATION, RECORD_ANNOTATION} from '../api/constants.ts';
import type {Facts} from './facts.ts';
import {injectedInto} from './injected.ts';
import type {Policy} from './policy.ts';
import {parseRecord} from './record.ts';
import {couldGovern, select} from './select.ts';
import {matchesTarget} from './target.ts';
import {annotationsOf, type Workload} from './workload.ts';

/**
 * A policy claims a workload when its target matches and a rule matches a container, a recorded name (design §2), or
 * what an injector will add.
 */
export function claims(policy: Policy, workload: Workload, facts: Facts): boolean {
  if (!matchesTarget(workload, policy, facts)) return false;
  return rulesMatch(policy, workload) || injectedInto(workload, policy.sidecars, facts).length > 0;
}

/**
 * The one policy that may write to a workload: only Enforce policies claim, suspended ones included. The claim that
 * is already recorded comes first, so that a new precedence never moves a converted workload.
 */
export function governingPolicy(workload: Workload, policies: readonly Policy[], facts: Facts): Policy | undefined {
  const claiming = policies.filter(policy => mayClaim(policy) && claims(policy, workload, facts));
  const recorded = annotationsOf(workload)[POLICY_ANNOTATION];
  return claiming.find(policy => policy.key === recorded) ?? claiming.sort(byPrecedence)[0];
}

function mayClaim(policy: Policy): boolean {
  return policy.conversion.mode === 'Enforce' && !policy.deleting;
}

function rulesMatch(policy: Policy, {template, metadata}: Workload): boolean {
  const {candidates, natives} = select(template.spec, policy.sidecars);
  if (candidates.length > 0 || natives.length > 0) return true;
  return parseRecord(annotationsOf({metadata})[RECORD_ANNOTATION] ?? '').some(entry =>
    couldGovern(entry.n, policy.sidecars),
  );
}

/** SidecarPolicy before ClusterSidecarPolicy, then the older, then by name. */
export function byPrecedence(a: Policy, b: Policy): number {
  return rank(a) - rank(b) || order(a.createdAt, b.createdAt) || order(a.key, b.key);
}

function rank(policy: Policy): number {
  return policy.kind === 'SidecarPolicy' ? 0 : 1;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
