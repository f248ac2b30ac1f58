import type {FindingCode, Severity} from '../../api/codes.ts';
import type {WorkloadState} from '../../api/reasons.ts';
import type {Consequence} from '../jobs/consequence.ts';
import type {Hold} from '../jobs/hold.ts';
import type {Policy} from '../policy.ts';

/** Everything that a policy's status is made of. */
export interface StatusInput {
  readonly policy: Policy;
  readonly counts: Readonly<Record<WorkloadState, number>>;
  /** Of the pending ones those that the policy itself will convert in time, by reason, most frequent first. */
  readonly waiting: readonly Waiting[];
  readonly findings: readonly StatusFinding[];
  /** Pods of Jobs, and what would be set off by finishing the stuck ones. */
  readonly jobs: {
    readonly stuck: number;
    readonly backlog: number;
    readonly consequences: Readonly<Record<Consequence, number>>;
    readonly holds: Readonly<Record<Hold, number>>;
  };
  readonly health: PolicyHealth;
  /** RFC 3339. */
  readonly now: string;
}

export interface Waiting {
  /** A state reason; `Next`: nothing holds it back. */
  readonly reason: string;
  readonly count: number;
  /** `Kind/namespace/name` of one of them. */
  readonly example: string;
}

export interface StatusFinding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
  readonly example: string;
}

/** What else bears on a policy's conditions than counts. */
export interface PolicyHealth {
  /** The spec cannot be followed although the CRD took it: one sentence. */
  readonly invalid?: string;
  /** What is missing to follow it, e.g. a permission: one sentence. */
  readonly unavailable?: string;
  /** Set while the policy has stopped by itself. */
  readonly paused?: {readonly since: string};
  /** `Kind/namespace/name` of a workload that should be put back and cannot be. */
  readonly stuck?: string;
  /** Workloads still to be put back by a policy that is being deleted. */
  readonly leaving?: number;
}
