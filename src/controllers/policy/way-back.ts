import {FAILED_ANNOTATION, RESTARTED_ANNOTATION} from '../../api/constants.ts';
import {claims} from '../../domain/governance.ts';
import type {RolloutView} from '../../domain/pace/rollout.ts';
import {annotationsOf} from '../../domain/workload.ts';
import type {Clock} from '../../runtime/clock.ts';
import {type ClusterState} from '../cluster-state.ts';
import type {PolicyView} from '../views/policy-view.ts';
import {workloadFrom, type WorkloadView} from '../views/workload-view.ts';

type Seen = Pick<ClusterState, 'workloads' | 'factsOf'>;

/**
 * What a policy that is being deleted has put back and whose pods still roll, read off the cluster after a restart
 * (ADR 0008): keys of workloads, and since when, on the monotonic clock.
 */
export function wayBack(policy: PolicyView, state: Seen, clock: Clock): Map<string, number> {
  const deadline = policy.conversion.rollout.progressDeadlineSeconds * 1000;
  const found = new Map<string, number>();
  for (const view of state.workloads(policy.namespace)) {
    const age = Math.max(0, clock.now() - view.writtenAt);
    if (age > deadline || !rollsBack(view) || !wasOf(policy, view, state)) continue;
    found.set(view.key, clock.monotonic() - age);
  }
  return found;
}

/** Written, and nothing more can be seen by waiting: somebody has to delete pods or resume the rollout. */
export function waitsForPerson({strategy, paused}: RolloutView): boolean {
  return strategy !== 'Rolling' || paused;
}

/** No mark of ours is on it, but we have written it: the API server keeps who wrote which fields. */
function rollsBack({claim, deleting, rollout}: WorkloadView): boolean {
  return claim === undefined && !deleting && !rollout.complete && !waitsForPerson(rollout);
}

/** Its mark is gone with the conversion; what the policy would claim is what it can have had. */
function wasOf(policy: PolicyView, view: WorkloadView, state: Seen): boolean {
  const workload = workloadFrom(view);
  // Put back because it had failed, or restarted: that was before the policy was deleted, and has never held a place on
  // the way back.
  const marks = annotationsOf(workload);
  if (marks[FAILED_ANNOTATION] !== undefined || marks[RESTARTED_ANNOTATION] !== undefined) return false;
  return claims(policy, workload, state.factsOf(view.namespace));
}
