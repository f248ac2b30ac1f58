import type {Exit} from './failure-policy.ts';

/** What is to be said of one pod of a Job under one policy's rules. */
export type Assessment =
  | {readonly type: 'NotStuck'; readonly why: NotStuckReason}
  /** Stuck, but the last main container has not ended long enough ago. Look again at `until` (ms since the epoch). */
  | ({readonly type: 'Waiting'; readonly until: number} & Ending)
  | ({readonly type: 'Stuck'} & Ending);

/** What the main containers of a stuck pod have earned. */
export interface Ending {
  /** The phase that the kubelet would have set without the sidecars. */
  readonly phase: 'Succeeded' | 'Failed';
  /** How the main containers ended. */
  readonly exits: readonly Exit[];
  /** When the last main container ended, ms since the epoch. */
  readonly endedAt: number;
  /** It had ended before Enforce began, or Enforce has not begun. */
  readonly backlog: boolean;
  /** Names of the classic sidecars that hold the pod. */
  readonly sidecars: readonly string[];
}

/** Why a pod is not stuck, in the order in which it is looked at. */
export const NOT_STUCK_REASONS = [
  /** Being deleted: it ends anyway. */
  'Deleting',
  /** The phase is not Running: not started, over, or unknown. */
  'NotRunning',
  /** restartPolicy Always: nothing in it is ever over. */
  'AlwaysRestarts',
  /** A container has restartPolicyRules, which may run it or all of them again. */
  'RestartRules',
  /** The kubelet has not reported every container. */
  'StatusIncomplete',
  /** Somebody debugs the pod. */
  'Debugged',
  /** No rule matches a container. */
  'NoSidecar',
  /** Rules match every container. */
  'NoMain',
  /** A container that no rule matches runs, or is about to. */
  'MainRuns',
  /** A main container has failed and the kubelet will run it again. */
  'MainRestarts',
  /** No classic sidecar runs (any more): the kubelet finishes the pod. */
  'NoSidecarRuns',
  /** The kubelet does not know when a main container ended. */
  'EndUnknown',
  /** The last main container ended when the kubelet ended the pod, which has failed then. */
  'DeadlineExceeded',
] as const;
export type NotStuckReason = (typeof NOT_STUCK_REASONS)[number];
