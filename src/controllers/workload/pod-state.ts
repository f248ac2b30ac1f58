import type {Decision} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import {failedMark, holds, lastFailedMark, templatePrint, type FailedMark} from '../../domain/pace/failed-mark.ts';
import {podProgressOf, type PodProgress} from '../../domain/pace/pod-progress.ts';
import type {PodState} from '../../domain/pace/pods-stand.ts';
import {restartMark, type RestartMark} from '../../domain/pace/restart-mark.ts';
import type {RolloutPod} from '../../domain/pace/rollout-pod.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Workload} from '../../domain/workload.ts';
import type {ConversionMemory} from '../memory.ts';
import type {WorkloadView} from '../views/workload-view.ts';

export interface PodStateInput {
  readonly view: WorkloadView;
  readonly workload: Workload;
  /** The one that governs the workload. */
  readonly policy: Policy;
  readonly decision: Decision;
  readonly facts: Facts;
  readonly pods: readonly RolloutPod[];
  readonly memory: ConversionMemory;
  readonly now: number;
}

/**
 * What the pods of a workload say of their conversion, and what is remembered of it; undefined: they are not converted
 * when they are created, and nothing has failed.
 */
export function podStateOf(input: PodStateInput): PodState | undefined {
  const restarted = restartOf(input);
  const progress = progressIn(input, restarted);
  const failure = failureOf(input, progress);
  if (progress === undefined && failure === undefined) return undefined;
  const isMarked = failedMark(input.workload, input.policy) !== undefined;
  return {progress, failure, isMarked, restarted, now: input.now};
}

function progressIn(input: PodStateInput, restarted: RestartMark | undefined): PodProgress | undefined {
  const {view, policy, decision, facts, pods, now} = input;
  if (!facts.admission.pods || decision.type !== 'Convert' || decision.conversion.delivery !== 'Pod') return undefined;
  return podProgressOf({
    pods,
    names: decision.conversion.record.map(({n}) => n),
    rollout: view.rollout,
    deadlineSeconds: policy.conversion.rollout.progressDeadlineSeconds,
    now,
    restartedAt: restarted === undefined ? undefined : Date.parse(restarted.at),
    judgedUntil: judgedUntil(input),
  });
}

/** A client that replaces the whole object takes the mark away, which must not make it another restart. */
function restartOf({view, workload, policy, memory}: PodStateInput): RestartMark | undefined {
  const mark = restartMark(workload, policy) ?? memory.restart(view.key);
  if (mark === undefined || mark.uid !== policy.uid || mark.generation !== policy.generation) return undefined;
  memory.noteRestart(view.key, mark);
  return mark;
}

/** What hung before the policy was changed, or before the template was, has been judged. */
function judgedUntil({view, workload, memory}: PodStateInput): number {
  const times = [lastFailedMark(workload), memory.failure(view.key)?.mark].map(mark => Date.parse(mark?.at ?? ''));
  return Math.max(0, ...times.filter(time => !Number.isNaN(time)));
}

function failureOf(input: PodStateInput, progress: PodProgress | undefined): FailedMark | undefined {
  const {view, workload, policy, memory} = input;
  const marked = failedMark(workload, policy);
  if (marked !== undefined) {
    memory.noteFailure(view.key, {mark: marked, kept: 'OnObject'});
    return marked;
  }
  const known = memory.failure(view.key);
  // Who takes the mark away wants it to be tried again.
  if (known?.kept === 'InMemory' && holds(known.mark, workload, policy)) return known.mark;
  if (progress?.type !== 'Failing') return undefined;
  const mark = markOf(progress, input);
  memory.noteFailure(view.key, {mark, kept: 'InMemory'});
  return mark;
}

function markOf(
  {reason, message}: Extract<PodProgress, {type: 'Failing'}>,
  {policy: {key, uid, generation}, workload, now}: PodStateInput,
): FailedMark {
  const template = templatePrint(workload.template);
  const at = new Date(now).toISOString();
  return {policy: key, uid, generation, template, reason, message, at, delivery: 'Pod'};
}
