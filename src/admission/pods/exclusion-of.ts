import {deliveryOf} from '../../domain/delivery.ts';
import type {Facts} from '../../domain/facts.ts';
import {stringMapAt} from '../../domain/json.ts';
import {blocks} from '../../domain/judge.ts';
import type {Outcome} from '../../domain/pace/outcome.ts';
import {plan} from '../../domain/plan.ts';
import type {PodKind} from '../../domain/pods/pod-kind.ts';
import {convertsPodsOf} from '../../domain/pods/pod-policy.ts';
import type {Policy} from '../../domain/policy.ts';
import {select} from '../../domain/select.ts';
import {skipLabel} from '../../domain/target.ts';
import type {Workload, WorkloadKind} from '../../domain/workload.ts';
import {podChecks} from './checks/index.ts';
import type {Exclusion} from './unit.ts';

/** A workload, and what the policy that governs it says of it. */
export interface ExclusionInput {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly outcome: Pick<Outcome, 'state'>;
  readonly facts: Facts;
}

/**
 * By what the pods of a workload are told that must stay as they are although a rule matches, where the pods themselves
 * do not show it: it has failed, is opted out by a label of its own, is blocked by its surroundings, or waits for the
 * conversion of its stored template. Undefined: nothing is to be left out.
 */
export function exclusionOf(input: ExclusionInput): Exclusion | undefined {
  const {workload, policy} = input;
  const kind = podKindOf(workload.kind);
  // A suspended policy converts none; its exclusions are there when it goes on.
  if (!convertsPodsOf({...policy, suspend: false}, kind) || !mustStay(input)) return undefined;
  const labels = stringMapAt(workload.template.metadata, 'labels');
  return {namespace: String(workload.metadata['namespace'] ?? ''), kind, labels};
}

function mustStay(input: ExclusionInput): boolean {
  const {workload, policy, outcome, facts} = input;
  if (outcome.state === 'failed') return true;
  if (skipLabel(workload, facts) !== undefined) return skipLabel(workload, facts) === 'workload';
  if (select(workload.template.spec, policy.sidecars).candidates.length === 0) return false;
  return deliveryOf(workload, policy) === 'Template' || (outcome.state === 'blocked' && isBlockedUnseen(input));
}

/** Findings about the stored template say nothing of pods; those that a pod policy sees by itself need no exclusion. */
function isBlockedUnseen({workload, policy, facts}: ExclusionInput): boolean {
  const decision = plan(workload, policy, {...facts, admission: {...facts.admission, pods: true}});
  return decision.type === 'Blocked' && !decision.findings.some(one => blocks(one) && SEEN.has(one.code));
}

const SEEN: ReadonlySet<string> = new Set(podChecks.map(({code}) => code));

function podKindOf(kind: WorkloadKind): PodKind {
  return kind === 'CronJob' ? 'Job' : kind;
}
