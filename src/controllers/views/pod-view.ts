import {FIELD_MANAGER} from '../../api/constants.ts';
import {projectJobPod, type JobPodView} from '../../domain/jobs/pod-view.ts';
import {stringAt, valueAt} from '../../domain/json.ts';
import {rolloutPodOf, type RolloutPod} from '../../domain/pace/rollout-pod.ts';
import {controllerOf, type Owner} from './owner.ts';
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
    return isOver(pod) ? undefined : {type: 'Bare', resourceVersion, workload: workloadView('Pod', pod, FIELD_MANAGER)};
  }
  const key = ownerKey(pod, owner);
  if (key === undefined) return undefined;
  const rollout = rolloutPodOf(pod);
  const job = owner.kind === 'Job' ? projectJobPod(pod) : undefined;
  if (job !== undefined) return {type: 'Job', resourceVersion, owner: key, rollout, job};
  return isOver(pod) ? undefined : {type: 'Owned', resourceVersion, owner: key, rollout};
}

function isOver(pod: unknown): boolean {
  const phase = stringAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed' || valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined;
}

/** `Kind/namespace/name` of the workload behind the pod. */
function ownerKey(pod: unknown, owner: Owner): string | undefined {
  const namespace = stringAt(pod, 'metadata', 'namespace') ?? '';
  switch (owner.kind) {
    case 'ReplicaSet':
      return `Deployment/${namespace}/${deploymentName(pod, owner.name)}`;
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return `${owner.kind}/${namespace}/${owner.name}`;
    default:
      return undefined;
  }
}

/** A Deployment's ReplicaSets are named `<deployment>-<pod-template-hash>`; saves watching ReplicaSets. */
function deploymentName(pod: unknown, replicaSet: string): string {
  const hash = stringAt(pod, 'metadata', 'labels', 'pod-template-hash');
  const suffix = `-${hash ?? ''}`;
  return hash !== undefined && replicaSet.endsWith(suffix) ? replicaSet.slice(0, -suffix.length) : replicaSet;
}
