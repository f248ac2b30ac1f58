import {FIELD_MANAGER} from '../../api/constants.ts';
import {projectJobPod, type JobPodView} from '../../domain/jobs/pod-view.ts';
import {stringAt} from '../../domain/json.ts';
import {controllerOf} from '../../domain/owner.ts';
import {rolloutPodOf, type RolloutPod} from '../../domain/pace/rollout-pod.ts';
import {isPodOver} from '../../domain/pod-over.ts';
import {podOwnerKey} from '../../domain/pod-owner.ts';
import {workloadView, type WorkloadView} from './workload-view.ts';

/** What the store keeps of a pod depends on who controls it; there may be very many. */
export type PodView = {readonly resourceVersion: string} & (
  | {readonly type: 'Job'; readonly owner: string; readonly rollout: RolloutPod; readonly job: JobPodView}
  | {readonly type: 'Owned'; readonly owner: string; readonly rollout: RolloutPod}
  | {readonly type: 'Bare'; readonly workload: WorkloadView}
);

/** Undefined: of no interest (finished and bare, or controlled by something we do not follow). */
export function podView(pod: unknown): PodView | undefined {
  const resourceVersion = stringAt(pod, 'metadata', 'resourceVersion') ?? '';
  const owner = controllerOf(pod);
  if (owner === undefined) {
    return isPodOver(pod)
      ? undefined
      : {type: 'Bare', resourceVersion, workload: workloadView('Pod', pod, FIELD_MANAGER)};
  }
  const key = podOwnerKey(pod, owner);
  if (key === undefined) return undefined;
  const rollout = rolloutPodOf(pod);
  const job = owner.kind === 'Job' ? projectJobPod(pod) : undefined;
  if (job !== undefined) return {type: 'Job', resourceVersion, owner: key, rollout, job};
  return isPodOver(pod) ? undefined : {type: 'Owned', resourceVersion, owner: key, rollout};
}
