/**
 * What the Job controller makes of a pod that has ended, written from its sources (Kubernetes 1.36) and from nothing of
 * ours: pod_failure_policy.go, backoff_utils.go, indexed_job_utils.go and success_policy.go in pkg/controller/job.
 */

export type Action = 'Ignore' | 'FailJob' | 'FailIndex' | 'Count';

export interface ModelRule {
  readonly action: Action;
  /** One of the two. */
  readonly codes?: {readonly operator: 'In' | 'NotIn'; readonly values: readonly number[]; readonly container?: string};
  readonly condition?: string;
}

export interface ModelJob {
  /** Absent: a work queue. */
  readonly completions?: number;
  readonly backoffLimit: number;
  /** Indexed Jobs only: failures that each index bears, and indexes that may fail. */
  readonly perIndex?: {readonly limit: number; readonly maxFailed?: number};
  /** Indexed Jobs only: so many indexes are enough. */
  readonly enough?: number;
  readonly rules: readonly ModelRule[];
  /** Pods before this one, and those that run beside it. */
  readonly succeeded: number;
  readonly failed: number;
  readonly others: number;
  /** Of this pod's index. */
  readonly failedBefore: number;
  readonly failedIndexes: number;
}

/** A pod as the Job controller finds it. */
export interface EndedPod {
  readonly phase: 'Succeeded' | 'Failed';
  /** Of containers that have ended, app containers before init containers. */
  readonly exits: readonly {readonly container: string; readonly code: number}[];
  readonly conditions: readonly string[];
}

export interface Outcome {
  readonly counts: 'succeeded' | 'failed' | 'nothing';
  readonly job: 'Complete' | 'Failed' | 'goes on';
  /** What starts because of it. */
  readonly starts: 'the same again' | 'another' | 'nothing';
}

export function jobMakesOf(job: ModelJob, pod: EndedPod): Outcome {
  return pod.phase === 'Succeeded' ? afterSuccess(job) : afterFailure(job, actionOn(job.rules, pod));
}

function afterSuccess({completions, enough, succeeded, others}: ModelJob): Outcome {
  const now = succeeded + 1;
  const isEnough = enough !== undefined && now >= enough;
  const isAll = completions === undefined ? others === 0 : now >= completions;
  if (isEnough || isAll) return {counts: 'succeeded', job: 'Complete', starts: 'nothing'};
  const starts = completions !== undefined && now + others < completions ? 'another' : 'nothing';
  return {counts: 'succeeded', job: 'goes on', starts};
}

function afterFailure(job: ModelJob, action: Action): Outcome {
  if (action === 'FailJob') return {counts: 'failed', job: 'Failed', starts: 'nothing'};
  if (action === 'Ignore') return {counts: 'nothing', job: 'goes on', starts: 'the same again'};
  if (job.perIndex === undefined) return afterCounting(job.failed + 1 > job.backoffLimit);
  if (action === 'Count' && job.failedBefore + 1 <= job.perIndex.limit) return afterCounting(false);
  const failsJob = job.failedIndexes + 1 > (job.perIndex.maxFailed ?? Infinity);
  return {counts: 'failed', job: failsJob ? 'Failed' : 'goes on', starts: 'nothing'};
}

function afterCounting(isTooMuch: boolean): Outcome {
  if (isTooMuch) return {counts: 'failed', job: 'Failed', starts: 'nothing'};
  return {counts: 'failed', job: 'goes on', starts: 'the same again'};
}

function actionOn(rules: readonly ModelRule[], pod: EndedPod): Action {
  return rules.find(rule => isMatch(rule, pod))?.action ?? 'Count';
}

function isMatch({codes, condition}: ModelRule, pod: EndedPod): boolean {
  if (codes === undefined) return condition !== undefined && pod.conditions.includes(condition);
  const {operator, values, container: only} = codes;
  return pod.exits.some(
    ({container, code}) =>
      code !== 0 && (only === undefined || only === container) && values.includes(code) === (operator === 'In'),
  );
}
