import type {Conversion} from '../decision.ts';
import type {Finding} from '../finding.ts';
import type {WorkloadKind} from '../workload.ts';

/** State of a workload under a policy; the first that applies. */
export const STATES = [
  'skipped',
  'failed',
  'blocked',
  'rolling',
  'converted',
  'delegated',
  'native',
  'pending',
] as const;
export type State = (typeof STATES)[number];

/** Why it is in that state, where the state alone does not say it. */
export const STATE_REASONS = [
  // skipped
  'GovernedElsewhere',
  'SkipLabel',
  // failed
  'CrashLoop',
  'DeadlineExceeded',
  // rolling
  'RolloutInProgress',
  'AwaitsRun',
  // converted
  'AwaitsRestart',
  'Unproven',
  'SettingsOutdated',
  // pending
  'AdmissionNotAvailable',
  'AuditOnly',
  'PolicySuspended',
  'PolicyPaused',
  'WorkloadPaused',
  'NotHealthy',
  'AwaitsFirstRun',
  'WaitsForSlot',
] as const;
export type StateReason = (typeof STATE_REASONS)[number];

/** What one policy says of one workload, and what is to be done about it now. */
export interface Outcome {
  readonly kind: WorkloadKind;
  readonly state: State;
  readonly reason?: StateReason;
  /** For people: what it waits for or what went wrong. Empty where the state says it all. */
  readonly message: string;
  readonly findings: readonly Finding[];
  readonly action: Action;
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
  | {readonly type: 'PutBack'; readonly reason: 'CrashLoop' | 'DeadlineExceeded'; readonly message: string};
