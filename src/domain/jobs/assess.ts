import type {SidecarRule} from '../policy.ts';
import {select} from '../select.ts';
import type {Assessment, Ending, NotStuckReason} from './assessment.ts';
import type {ContainerView, JobPodView} from './pod-view.ts';

export interface AssessSettings {
  readonly waitSeconds: number;
  /** When the policy began to enforce, ms since the epoch; absent: it has not. */
  readonly enforcedSince?: number;
  /** When this process saw, by its own clock, that the mains had ended. */
  readonly seen?: Sighting;
}

/**
 * `Live`: it had seen a main unfinished before, so they ended just before `at`. `Listed`: it found them ended, some
 * time before `at`. ms since the epoch.
 */
export interface Sighting {
  readonly type: 'Live' | 'Listed';
  readonly at: number;
}

/**
 * Whether a pod hangs on its classic sidecars only. Never says so while a main container may still run or run again;
 * a pod that it wrongly calls not stuck stays as it was. Pure and total; `now` in ms since the epoch.
 */
export function assessPod(
  view: JobPodView,
  rules: readonly SidecarRule[],
  settings: AssessSettings,
  now: number,
): Assessment {
  const roles = rolesOf(view, rules);
  const why = standsBack(view) ?? whyNotStuck(view, roles);
  if (why !== undefined) return {type: 'NotStuck', why};
  const reported = lastEnd(roles.mains);
  if (reported === undefined) return {type: 'NotStuck', why: 'EndUnknown'};
  if (reported >= (view.deadline ?? Infinity) - 1000) return {type: 'NotStuck', why: 'DeadlineExceeded'};
  const ending = endingOf(roles, correctedEnd(reported, settings.seen), settings);
  const until = ending.endedAt + settings.waitSeconds * 1000;
  return until > now ? {type: 'Waiting', until, ...ending} : {type: 'Stuck', ...ending};
}

interface Roles {
  readonly mains: readonly ContainerView[];
  readonly sidecars: readonly ContainerView[];
}

function rolesOf(view: JobPodView, rules: readonly SidecarRule[]): Roles {
  const spec = {containers: view.containers.map(({name, image}) => ({name, image}))};
  const governed = new Set(select(spec, rules).candidates.map(candidate => candidate.index));
  return {
    mains: view.containers.filter((_, index) => !governed.has(index)),
    sidecars: view.containers.filter((_, index) => governed.has(index)),
  };
}

/** Pods that are left alone whatever their containers do. */
function standsBack(view: JobPodView): NotStuckReason | undefined {
  if (view.deleting) return 'Deleting';
  if (view.phase !== 'Running') return 'NotRunning';
  if (view.restartPolicy !== 'Never' && view.restartPolicy !== 'OnFailure') return 'AlwaysRestarts';
  if (view.restartRules) return 'RestartRules';
  if (!view.complete || view.containers.some(container => container.state.type === 'Absent')) return 'StatusIncomplete';
  return view.debugged ? 'Debugged' : undefined;
}

function whyNotStuck(view: JobPodView, {mains, sidecars}: Roles): NotStuckReason | undefined {
  if (sidecars.length === 0) return 'NoSidecar';
  if (mains.length === 0) return 'NoMain';
  if (mains.some(main => main.state.type !== 'Terminated')) return 'MainRuns';
  if (mains.some(main => isRestarted(main, view.restartPolicy))) return 'MainRestarts';
  return sidecars.some(holdsPod) ? undefined : 'NoSidecarRuns';
}

/** Whether the kubelet will run a terminated container again; an unknown policy might. */
function isRestarted({state, restartPolicy}: ContainerView, ofPod: string): boolean {
  const policy = restartPolicy ?? ofPod;
  if (policy === 'Never') return false;
  return policy !== 'OnFailure' || state.type !== 'Terminated' || state.exitCode !== 0;
}

/**
 * A sidecar that crash-loops holds its pod as one that runs does, and worse: the Job controller counts its restarts
 * against backoffLimit and in the end fails a Job whose mains have all succeeded. One that has ended and is not (yet)
 * to be restarted, or has never started, does not hold the pod: the kubelet has the next word.
 */
function holdsPod({state}: ContainerView): boolean {
  return state.type === 'Running' || (state.type === 'Waiting' && state.restarting);
}

/**
 * Undefined: not known of every one. In whole seconds, rounded down (metav1.Time): a wait from there may be up to a second
 * short, as Kubernetes' own `ttlSecondsAfterFinished` is.
 */
function lastEnd(mains: readonly ContainerView[]): number | undefined {
  const ends = mains.map(({state}) => (state.type === 'Terminated' ? state.finishedAt : undefined));
  return ends.reduce((last, end) => (last === undefined || end === undefined ? undefined : Math.max(last, end)), 0);
}

/** A kubelet reports an end within about a second; more than this is a clock that is off, or a kubelet that was away. */
const REPORT_MILLISECONDS = 5000;

/** `finishedAt` is by the node's clock, which may be hours off ours: what was seen bounds it from both sides. */
function correctedEnd(reported: number, seen: Sighting | undefined): number {
  if (seen === undefined) return reported;
  const earliest = seen.type === 'Live' ? seen.at - REPORT_MILLISECONDS : -Infinity;
  return Math.min(Math.max(reported, earliest), seen.at);
}

function endingOf({mains, sidecars}: Roles, endedAt: number, {enforcedSince}: AssessSettings): Ending {
  const exits = mains.flatMap(({name: container, state}) =>
    state.type === 'Terminated' ? [{container, code: state.exitCode}] : [],
  );
  return {
    phase: exits.every(({code}) => code === 0) ? 'Succeeded' : 'Failed',
    exits,
    endedAt,
    backlog: enforcedSince === undefined || endedAt < enforcedSince,
    sidecars: sidecars.filter(holdsPod).map(({name}) => name),
  };
}
