import type {Conversion} from '../decision.ts';
import type {Finding} from '../finding.ts';
import type {StateReason, WorkloadState} from '../../api/reasons.ts';
import type {FailedMark} from './failed-mark.ts';
import type {Workaround} from '../workarounds/workaround.ts';
import type {WorkloadKind} from '../workload.ts';

/** What one policy says of one workload, and what is to be done about it now. */
export interface Outcome {
  readonly kind: WorkloadKind;
  /** The policy enforces: what it says is meant. */
  readonly enforced: boolean;
  /** The first that applies. */
  readonly state: WorkloadState;
  /** Why, where the state alone does not say it. */
  readonly reason?: StateReason;
  /** For people: what it waits for or what went wrong. Empty where the state says it all. */
  readonly message: string;
  readonly findings: readonly Finding[];
  /** What of them is left when it is native; absent: none. */
  readonly workarounds?: readonly Workaround[];
  readonly action: Action;
  /** Its pods are converted when they are created, so that each of them is news; absent: its template is. */
  readonly byPods?: true;
  /** CronJob pace: the rules that govern it, and whether it has run converted. */
  readonly cronJob?: {readonly rules: readonly number[]; readonly suspended: boolean};
}

export type Action =
  | {readonly type: 'None'}
  /** Look again at this time (ms since the epoch). */
  | {readonly type: 'Wait'; readonly until: number}
  /** Write the conversion once a slot is free. */
  | {readonly type: 'Convert'; readonly conversion: Conversion}
  /** Marks only: nothing restarts, no slot. Without a conversion only the claim changes hands. */
  | {readonly type: 'Bookkeep'; readonly conversion?: Conversion}
  /** Restart its pods once a slot is free, so that they are converted. Back: so that they are classic again, at once. */
  | {readonly type: 'Restart' | 'RestartBack'}
  /** Remember that its pods are not to be converted any more. */
  | {readonly type: 'MarkFailed'; readonly mark: FailedMark}
  | {readonly type: 'PutBack'; readonly reason: 'CrashLoop' | 'DeadlineExceeded'; readonly message: string};
