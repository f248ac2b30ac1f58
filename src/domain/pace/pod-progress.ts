import type {Hang} from './hang.ts';
import {isConvertedPod, type RolloutPod} from './rollout-pod.ts';
import type {RolloutView} from './rollout.ts';

/** How a workload stands whose pods are converted when they are created: its stored template says nothing of it. */
export type PodProgress = PodCounts &
  (
    | {
        /**
         * Rolling: restarted by Outrigger, holds a slot. Restarted: it was, and pods of before are there still.
         * StaysClassic: it was, and pods of since are classic all the same.
         */
        readonly type: 'Open' | 'Rolling' | 'Restarted' | 'StaysClassic';
        /** When to look again; ms since the epoch. Absent: when a pod changes. */
        readonly until?: number;
      }
    /** Its pods are not to be converted any more. */
    | {readonly type: 'Failing'; readonly reason: 'CrashLoop' | 'DeadlineExceeded'; readonly message: string}
  );

export interface PodCounts {
  /** Of the pods that are there now: those that have every sidecar as a native one. */
  readonly native: number;
  readonly all: number;
  /** A converted pod has got past its sidecars, now or in an earlier run of its Job. */
  readonly proven: boolean;
  /** One that has been judged before hangs still. */
  readonly hangsStill: boolean;
}

export interface PodProgressInput {
  /** All of the workload's. */
  readonly pods: readonly RolloutPod[];
  /** Names of the containers that are to be native in them. */
  readonly names: readonly string[];
  readonly rollout: RolloutView;
  readonly deadlineSeconds: number;
  readonly now: number;
  /** When Outrigger restarted it, under the policy as it is now; ms since the epoch; undefined: it did not. */
  readonly restartedAt: number | undefined;
  /** Pods that are older have been judged before; ms since the epoch. */
  readonly judgedUntil: number;
}

/**
 * Judges the conversion of pods by the pods alone, so that a restart of Outrigger changes nothing. One pod that has got
 * past its sidecars is proof enough that the conversion works: what hangs beside it has another cause, or one that is
 * not sure to be ours.
 */
export function podProgressOf(input: PodProgressInput): PodProgress {
  const counts = countsOf(input);
  const hangs = counts.proven ? [] : hangsOf(input.pods.filter(pod => !isJudged(pod, input)));
  const deadline = input.deadlineSeconds * 1000;
  const late = hangs.find(({since}) => input.now >= since + deadline);
  if (late !== undefined) return {...counts, ...failing(late, input)};
  return {...counts, ...restartOf(input, counts, Math.min(...hangs.map(({since}) => since + deadline)))};
}

/** One line for people. */
export function podsText({native, all}: PodCounts): string {
  return `${native} of ${all} pod${all === 1 ? '' : 's'} native`;
}

function countsOf(input: PodProgressInput): PodCounts {
  const {pods, names} = input;
  const converted = pods.filter(pod => isConvertedPod(pod, names));
  return {
    native: converted.filter(isThere).length,
    all: pods.filter(isThere).length,
    proven: converted.some(({initialized}) => initialized),
    hangsStill: hangsOf(pods.filter(pod => isJudged(pod, input))).length > 0,
  };
}

function isThere({over}: RolloutPod): boolean {
  return over !== true;
}

function isJudged({createdAt}: RolloutPod, {judgedUntil}: PodProgressInput): boolean {
  return Date.parse(createdAt) <= judgedUntil;
}

function hangsOf(pods: readonly RolloutPod[]): readonly Hang[] {
  return pods.flatMap(({hang}) => hang ?? []);
}

function failing({on, why}: Hang, {deadlineSeconds, pods}: PodProgressInput) {
  const reason = why === 'CrashLoop' ? ('CrashLoop' as const) : ('DeadlineExceeded' as const);
  const what = pods.some(({stripped}) => stripped === on)
    ? 'has lost its restartPolicy in a converted pod, which waits for its end'
    : why === 'CrashLoop'
      ? 'of a converted pod crash-loops'
      : 'had not started in a converted pod';
  return {type: 'Failing' as const, reason, message: `container ${on} ${what} within ${deadlineSeconds} s`};
}

/** `late`: when a pod that is starting would be late; Infinity: none is. */
function restartOf(input: PodProgressInput, {native, all}: PodCounts, late: number) {
  const {restartedAt, rollout, deadlineSeconds, now} = input;
  if (restartedAt === undefined) return {type: 'Open' as const, ...lookAt(late)};
  const end = restartedAt + deadlineSeconds * 1000;
  if (!rollout.complete && now < end) return {type: 'Rolling' as const, ...lookAt(Math.min(end, late))};
  if (native === all) return {type: 'Open' as const, ...lookAt(late)};
  return {type: isAnyClassicSince(input, restartedAt) ? 'StaysClassic' : 'Restarted', ...lookAt(late)} as const;
}

/** Creation times are whole seconds. */
function isAnyClassicSince({pods, names}: PodProgressInput, restartedAt: number): boolean {
  const since = Math.floor(restartedAt / 1000) * 1000;
  return pods.some(pod => isThere(pod) && !isConvertedPod(pod, names) && Date.parse(pod.createdAt) >= since);
}

function lookAt(until: number): {readonly until?: number} {
  return until === Infinity ? {} : {until};
}
