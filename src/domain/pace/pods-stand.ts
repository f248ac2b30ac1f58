import type {StateReason, WorkloadState} from '../../api/reasons.ts';
import {finding, type Finding} from '../finding.ts';
import type {Policy} from '../policy.ts';
import type {WorkloadKind} from '../workload.ts';
import type {FailedMark} from './failed-mark.ts';
import type {Action} from './outcome.ts';
import {podsText, type PodProgress} from './pod-progress.ts';
import type {RestartMark} from './restart-mark.ts';
import type {RolloutView} from './rollout.ts';
import type {Hold} from './waits-for-injector.ts';

/** What the pods of a workload say that are converted when they are created, and what is remembered of them. */
export interface PodState {
  /** Undefined: they are not converted when they are created, on this cluster or now. */
  readonly progress: PodProgress | undefined;
  /** That its pods came up no more, under this policy and with this template; `isMarked`: the workload itself says so. */
  readonly failure: FailedMark | undefined;
  readonly isMarked: boolean;
  /** That its pods were restarted under this policy as it is now. */
  readonly restarted: RestartMark | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

interface Setting {
  readonly workload: {readonly kind: WorkloadKind};
  readonly policy: Policy;
  readonly rollout: RolloutView;
}

interface Stand {
  readonly state: WorkloadState;
  readonly reason?: StateReason;
  readonly message: string;
  readonly action?: Action;
  readonly finding?: Finding;
}

/** API servers have the exclusion of a workload by then: 0.7 to 2.5 s were measured (ADR 0018). */
const EXCLUDED_AFTER = 15_000;

/** State, reason and action by the pods. `hold`: why nothing is started now. */
export function standOfPods(progress: PodProgress, setting: Setting, hold: Hold | undefined): Stand {
  const until = progress.type === 'Failing' ? undefined : progress.until;
  return {...(until === undefined ? {} : {action: wait(until)}), ...standOf(progress, setting, hold)};
}

function standOf(progress: PodProgress, setting: Setting, hold: Hold | undefined): Stand {
  const message = podsText(progress);
  if (progress.type === 'Rolling') return {state: 'rolling', reason: 'RolloutInProgress', message};
  if (hold !== undefined && !ABOUT_RESTARTS.has(hold.reason)) return waiting(hold, message);
  if (progress.hangsStill && !progress.proven) {
    return {state: 'pending', reason: 'AwaitsPod', message: `${message}; one hangs from before: ${left(setting)}`};
  }
  if (progress.type === 'StaysClassic') {
    return {...STAYS_CLASSIC, message: `${message}, although created anew`, finding: staysClassic(message)};
  }
  if (progress.type === 'Restarted') return {state: 'converted', reason: 'AwaitsRestart', message};
  if (progress.native < progress.all) return classic(setting, message, hold);
  const unproven = setting.workload.kind === 'CronJob' && !progress.proven;
  return {state: 'converted', message, ...(unproven ? {reason: 'Unproven'} : {})};
}

function waiting({reason, message}: Hold, counts: string): Stand {
  return {state: 'pending', reason, message: `${message}; ${counts}`};
}

const STAYS_CLASSIC = {state: 'pending', reason: 'StaysClassic'} as const;

/** The pods of such a workload are classic from now on; those that hang are its controller's, or a person's. */
export function failedPods(mark: FailedMark, {pods, ...setting}: Setting & {readonly pods?: PodState | undefined}) {
  const reason = mark.reason === 'CrashLoop' ? ('CrashLoop' as const) : ('DeadlineExceeded' as const);
  const message = `its pods are not converted any more since ${mark.at}: ${mark.message}; ${left(setting)}`;
  return {reason, message, action: pods === undefined ? NONE : actionAfter(mark, pods, setting)};
}

/** What was restarted by Outrigger is restarted once more, when its new pods come up classic. */
function actionAfter(mark: FailedMark, {isMarked, restarted, now}: PodState, {workload, rollout}: Setting): Action {
  if (!isMarked) return MARKED.has(workload.kind) ? {type: 'MarkFailed', mark} : NONE;
  const wasOurs = restarted !== undefined && Date.parse(restarted.at) < Date.parse(mark.at);
  if (!wasOurs || !canRestart(workload.kind, rollout)) return NONE;
  const from = Date.parse(mark.at) + EXCLUDED_AFTER;
  return now < from ? wait(from) : {type: 'RestartBack'};
}

function classic({workload, policy, rollout}: Setting, message: string, hold: Hold | undefined): Stand {
  if (!policy.conversion.rollout.restartPods || !canRestart(workload.kind, rollout)) {
    return {state: 'converted', reason: 'AwaitsRestart', message};
  }
  return hold === undefined ? {state: 'pending', message, action: {type: 'Restart'}} : waiting(hold, message);
}

/** Jobs and bare pods are never restarted, and with OnDelete or a partition people say when. */
function canRestart(kind: WorkloadKind, {strategy}: RolloutView): boolean {
  return RESTARTABLE.has(kind) && strategy === 'Rolling';
}

function staysClassic(text: string): Finding {
  return finding(
    'PodsStayClassic',
    `Its pods were restarted so that the API server converts them, and ${text}. They are not restarted again until the policy changes. Another workload that is left out may have the same labels, a webhook may add or put back the sidecar after the conversion, or the pod is too large for an admission policy: \`outrigger why\` with the name of a pod shows what it has.`,
  );
}

function wait(until: number): Action {
  return {type: 'Wait', until};
}

function left({workload}: Pick<Setting, 'workload'>): string {
  return LEFT[workload.kind];
}

const NONE: Action = {type: 'None'};
const RESTARTABLE: ReadonlySet<WorkloadKind> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Those that Outrigger may write to. */
const MARKED: ReadonlySet<WorkloadKind> = new Set([...RESTARTABLE, 'CronJob']);
/** They keep a restart back, and say nothing of pods that are created anyway. */
const ABOUT_RESTARTS: ReadonlySet<StateReason> = new Set(['NotHealthy', 'WorkloadPaused']);

const LEFT: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'a pod that hangs is replaced when it is deleted, or by kubectl rollout restart',
  DaemonSet: 'a pod that hangs is replaced when it is deleted, or by kubectl rollout restart',
  StatefulSet: 'a pod that hangs keeps a StatefulSet from going on: delete it',
  CronJob: 'a pod that hangs is replaced by its Job when it is deleted',
  Job: 'a pod that hangs is replaced by its Job when it is deleted',
  Pod: 'delete it and create it again',
};
