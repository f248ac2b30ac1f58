import {deliveryOf} from '../../domain/delivery.ts';
import type {Facts} from '../../domain/facts.ts';
import {stringAt, stringMapAt} from '../../domain/json.ts';
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
  const namespace = stringAt(workload.metadata, 'namespace') ?? '';
  const name = stringAt(workload.metadata, 'name') ?? '';
  if (kind !== 'Job' && kind !== 'Pod') return {namespace, kind, workload: name};
  // The next Job of the same pipeline, or the next pod, has another name.
  const labels = givenLabels(workload);
  if (Object.keys(labels).length > 0) return {namespace, kind, labels};
  return workload.kind === 'CronJob' ? {namespace, kind, cronJob: name} : {namespace, kind, workload: name};
}

/** Labels of the pod template, without those that the API server gives to a single Job. */
function givenLabels({template}: Workload): Readonly<Record<string, string>> {
  const labels = Object.entries(stringMapAt(template.metadata, 'labels'));
  return Object.fromEntries(labels.filter(([key]) => !OF_ONE_JOB.has(key)));
}

const OF_ONE_JOB: ReadonlySet<string> = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
]);

function mustStay(input: ExclusionInput): boolean {
  const {workload, policy, outcome, facts} = input;
  if (outcome.state === 'failed') return true;
  if (skipLabel(workload, facts) !== undefined) return skipLabel(workload, facts) === 'workload';
  // Should its new pods not come up, it is put back, and the pods of then must be classic.
  if (outcome.state === 'rolling') return deliveryOf(workload, policy) === 'Template';
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
