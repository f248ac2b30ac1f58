import {stringAt} from './json.ts';
import type {Owner} from './owner.ts';

/**
 * `Kind/namespace/name` of the workload behind a pod, or of its Job.
 * @param owner the pod's controller
 * @returns undefined: something controls it that is no workload here
 */
export function podOwnerKey(pod: unknown, owner: Owner): string | undefined {
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
