import type {Ending} from './assessment.ts';
import {sidecarCouldDecide, type FailureRule} from './failure-policy.ts';

/** Why a stuck pod is not finished although the policy lets it. */
export const HOLDS = [
  /** How a sidecar exits could decide, by the Job's podFailurePolicy, what the Job makes of the pod. */
  'SidecarDecides',
  /** The node is gone, lost or shutting down: what was last heard of the pod need not be what became of it. */
  'NodeUnwell',
] as const;
export type Hold = (typeof HOLDS)[number];

/** What bears on it beside the pod. */
export interface Circumstances {
  readonly nodeIsWell: boolean;
  /** Of the Job's `podFailurePolicy`. */
  readonly failureRules: readonly FailureRule[];
}

/** Undefined: nothing stands against it. */
export function holdOf({phase, exits}: Ending, {nodeIsWell, failureRules}: Circumstances): Hold | undefined {
  if (phase === 'Failed' && sidecarCouldDecide(failureRules, exits)) return 'SidecarDecides';
  return nodeIsWell ? undefined : 'NodeUnwell';
}
