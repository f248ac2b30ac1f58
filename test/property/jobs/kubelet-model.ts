/**
 * What a kubelet and the Job controller make of a pod's containers, written from their sources and from nothing of
 * ours: pkg/kubelet/kubelet_pods.go getPhase (for pods whose init containers are done) and
 * pkg/kubelet/container/helpers.go ShouldContainerBeRestarted, which KEP-5307 let containers override.
 */

export type Policy = 'Always' | 'OnFailure' | 'Never';

export interface ModelContainer {
  readonly name: string;
  readonly sidecar: boolean;
  readonly policy?: Policy;
  readonly status: ModelStatus;
}

export type ModelStatus =
  | {readonly is: 'running'}
  | {readonly is: 'waiting'; readonly ranBefore: boolean}
  | {readonly is: 'terminated'; readonly exitCode: number; readonly finishedAt: number}
  | {readonly is: 'unreported'};

/** The phase that the kubelet would report for these containers alone. */
export function kubeletPhase(containers: readonly ModelContainer[], policy: Policy): string {
  const kinds = containers.map(({status}) => kindOf(status));
  const count = (...wanted: readonly string[]): number => kinds.filter(kind => wanted.includes(kind)).length;
  if (count('waiting', 'unknown') > 0) return 'Pending';
  if (count('running') > 0) return 'Running';
  if (count('succeeded', 'stopped') === 0) return 'Pending';
  if (policy === 'Always') return 'Running';
  if (count('stopped') === 0) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** The counter of getPhase that a container goes to; `stopped` without those that succeeded. */
function kindOf(status: ModelStatus): 'running' | 'unknown' | 'waiting' | 'stopped' | 'succeeded' {
  switch (status.is) {
    case 'running':
      return 'running';
    case 'unreported':
      return 'unknown';
    case 'waiting':
      return status.ranBefore ? 'stopped' : 'waiting';
    case 'terminated':
      return status.exitCode === 0 ? 'succeeded' : 'stopped';
  }
}

/** Whether the container's process may run now or at any later time, if nobody interferes. */
export function mayStillRun({status, policy}: ModelContainer, ofPod: Policy): boolean {
  if (status.is !== 'terminated') return true;
  const decisive = policy ?? ofPod;
  return decisive === 'Always' || (decisive === 'OnFailure' && status.exitCode !== 0);
}
