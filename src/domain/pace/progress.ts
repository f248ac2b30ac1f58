import type {RolloutPod} from './rollout-pod.ts';
import type {RolloutView} from './rollout.ts';

/** How a conversion that was written is doing. */
export type Progress =
  /** Done, or nothing more can be seen by waiting. */
  | {readonly type: 'Settled'; readonly reason?: 'AwaitsRestart' | 'Unproven'}
  /** Holds a slot; look again at `until` (ms since the epoch) at the latest. */
  | {readonly type: 'Rolling'; readonly reason: 'RolloutInProgress' | 'AwaitsRun'; readonly until: number}
  /** To be put back. */
  | {readonly type: 'Failing'; readonly reason: 'CrashLoop' | 'DeadlineExceeded'; readonly message: string};

export interface ProgressInput {
  readonly rollout: RolloutView;
  /** The workload's pods of the converted template. */
  readonly pods: readonly RolloutPod[];
  /** The mark `converted-at`, ms since the epoch; undefined: absent or not a time. */
  readonly convertedAt: number | undefined;
  /** Somebody else has written the object (not its status) after `converted-at`. */
  readonly touched: boolean;
  readonly deadlineSeconds: number;
  readonly now: number;
  /** What this process has seen of this very conversion: nothing is kept over a restart. */
  readonly seen: 'Nothing' | 'Rolling' | 'Settled';
}

/**
 * Judges a conversion. After a restart only what the cluster itself remembers counts: a rollout that somebody
 * else has touched since is never called ours, so that a bad image of next week is not answered by a reversion.
 */
export function progressOf(input: ProgressInput): Progress {
  if (input.convertedAt === undefined || input.seen === 'Settled') return settledNow(input);
  return input.rollout.strategy === 'NextRun'
    ? ofNextRun(input, input.convertedAt)
    : ofRollout(input, input.convertedAt);
}

function settledNow({rollout}: ProgressInput): Progress {
  return waitsForPerson(rollout) ? {type: 'Settled', reason: 'AwaitsRestart'} : {type: 'Settled'};
}

function waitsForPerson(rollout: RolloutView): boolean {
  return (rollout.strategy === 'OnDelete' || rollout.strategy === 'Partition') && !rollout.updated;
}

function ofRollout(input: ProgressInput, convertedAt: number): Progress {
  const {rollout, now, seen} = input;
  // With OnDelete and partitions the pods change when a person says so, however long that takes.
  if (rollout.complete || rollout.strategy !== 'Rolling') return settledNow(input);
  const ours = seen === 'Rolling' || !input.touched;
  const until = convertedAt + input.deadlineSeconds * 1000;
  const crashing = crashOfConversion(input, until);
  if (crashing !== undefined) return crashLoop(crashing);
  if (now < until) return {type: 'Rolling', reason: 'RolloutInProgress', until};
  if (rollout.paused) return {type: 'Settled', reason: 'AwaitsRestart'};
  if (!ours || (seen === 'Nothing' && hasWorked(input))) return {type: 'Settled'};
  return deadlineExceeded(input, 'the rollout was not complete');
}

/** Long after a conversion that nobody watched, a pod that crashes is the app's own matter. */
function crashOfConversion({pods, seen, touched, now}: ProgressInput, until: number): RolloutPod | undefined {
  const judged = seen === 'Rolling' || (!touched && now < until);
  return judged ? pods.find(pod => pod.crashLoop !== undefined) : undefined;
}

/** Long after the conversion, one pod that got past its sidecars is proof enough: what hangs now has another cause. */
function hasWorked({pods}: ProgressInput): boolean {
  return pods.some(pod => pod.initialized);
}

function ofNextRun(input: ProgressInput, convertedAt: number): Progress {
  // Pods of an earlier conversion may be there still, and hang; creation times are whole seconds.
  const pods = input.pods.filter(pod => Date.parse(pod.createdAt) > convertedAt - 1000);
  if (pods.some(pod => pod.initialized) || succeededSince(input, convertedAt)) return {type: 'Settled'};
  if (input.seen === 'Nothing' && input.touched) return {type: 'Settled'};
  // A main that crashes under OnFailure is the Job's own matter.
  const crashing = pods.find(pod => pod.crashLoop !== undefined && pod.natives.includes(pod.crashLoop));
  if (crashing !== undefined) return crashLoop(crashing);
  const deadline = input.deadlineSeconds * 1000;
  const hangsUntil = Math.min(...pods.map(pod => Date.parse(pod.createdAt) + deadline));
  if (input.now >= hangsUntil) return deadlineExceeded(input, 'a pod of the next run had not started its sidecars');
  const until = convertedAt + deadline;
  if (pods.length > 0) return {type: 'Rolling', reason: 'RolloutInProgress', until: hangsUntil};
  return input.now < until ? {type: 'Rolling', reason: 'AwaitsRun', until} : {type: 'Settled', reason: 'Unproven'};
}

/**
 * A run of the converted template has succeeded, though its pods may be gone: it was scheduled after the conversion,
 * or it ended so long after it that it can hardly have begun before.
 */
function succeededSince({rollout, deadlineSeconds}: ProgressInput, convertedAt: number): boolean {
  const {lastRun, lastSuccess} = rollout;
  if (lastSuccess === undefined) return false;
  const success = Date.parse(lastSuccess);
  if (success >= convertedAt + deadlineSeconds * 1000) return true;
  return lastRun !== undefined && Date.parse(lastRun) >= convertedAt && success >= Date.parse(lastRun);
}

function crashLoop(pod: RolloutPod): Progress {
  const message = `container ${pod.crashLoop} of a converted pod crash-loops`;
  return {type: 'Failing', reason: 'CrashLoop', message};
}

function deadlineExceeded(input: ProgressInput, what: string): Progress {
  const waitsFor = input.pods.find(pod => !pod.initialized && pod.waitsFor !== undefined)?.waitsFor;
  const why = waitsFor === undefined ? '' : `: ${waitsFor} had not started in a new pod`;
  return {type: 'Failing', reason: 'DeadlineExceeded', message: `${what} within ${input.deadlineSeconds} s${why}`};
}
