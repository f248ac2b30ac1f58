/**
 * What a kubelet makes of a pod, written from its sources (Kubernetes 1.36) and from nothing of ours: getPhase in
 * pkg/kubelet/kubelet_pods.go, ContainerShouldRestart in pkg/api/v1/pod/util.go.
 */

export type Policy = 'Always' | 'OnFailure' | 'Never';

export interface ModelContainer {
  readonly name: string;
  readonly role: 'main' | 'sidecar' | 'init' | 'native';
  readonly policy?: Policy;
  /** KEP-5307 and KEP-5532: exit codes after which this container, or all of the pod, runs again. */
  readonly rules?: readonly {readonly codes: readonly number[]; readonly action: 'Restart' | 'RestartAllContainers'}[];
  readonly is: ModelState;
}

export type ModelState =
  | {readonly now: 'running'}
  | {readonly now: 'ended'; readonly code: number; readonly at?: number}
  /** Waits to be started again after it has exited with this. */
  | {readonly now: 'backingOff'; readonly code: number}
  /** Has never run. */
  | {readonly now: 'fresh'}
  /** Its entry in the status is missing, empty or there twice. */
  | {readonly now: 'unclear'; readonly how: 'Missing' | 'Empty' | 'Twice'};

export interface ModelPod {
  readonly policy: Policy;
  readonly containers: readonly ModelContainer[];
}

/** getPhase for a pod that has been initialized before. */
export function kubeletPhase({policy, containers}: ModelPod): string {
  const inits = containers.filter(({role}) => role === 'init');
  const apps = containers.filter(({role}) => role === 'main' || role === 'sidecar');
  const natives = containers.filter(({role}) => role === 'native');
  if (inits.some(init => hasExited(init.is) && init.is.code !== 0 && !isRestartable(init, policy))) return 'Failed';
  const both = [...apps, ...natives];
  if (inits.some(({is}) => !hasExited(is)) || both.some(({is}) => is.now === 'fresh')) return 'Pending';
  if (both.some(({is}) => is.now === 'unclear')) return 'Pending';
  if (both.some(({is}) => is.now === 'running')) return 'Running';
  if (apps.length === 0) return 'Pending';
  if (apps.some(app => isRestartable(app, policy))) return 'Running';
  return apps.every(({is}) => is.now === 'ended' && is.code === 0) ? 'Succeeded' : 'Failed';
}

/** Of an init container that waits the kubelet looks at what it last exited with, too. */
function hasExited(is: ModelState): is is Extract<ModelState, {code: number}> {
  return is.now === 'ended' || is.now === 'backingOff';
}

function isRestartable({is, policy, rules = []}: ModelContainer, ofPod: Policy): boolean {
  if (!hasExited(is)) return true;
  if (rules.some(({codes}) => codes.includes(is.code))) return true;
  const decisive = policy ?? ofPod;
  return decisive === 'Always' || (decisive === 'OnFailure' && is.code !== 0);
}

/** Whether a main container may run now or at any later time, if nobody interferes: also because another exits. */
export function mainMayRun({policy, containers}: ModelPod): boolean {
  const mains = containers.filter(({role}) => role === 'main');
  const unsettled = mains.some(main => main.is.now !== 'ended' || isRestartable(main, policy));
  return unsettled || containers.some(mayRestartAll);
}

function mayRestartAll({is, rules = []}: ModelContainer): boolean {
  const all = rules.filter(({action}) => action === 'RestartAllContainers').flatMap(({codes}) => codes);
  return hasExited(is) ? all.includes(is.code) : all.length > 0;
}

/**
 * The phase that the kubelet would have reported had the pod never had its classic sidecars; undefined: none that is
 * final.
 */
export function earnedPhase(pod: ModelPod): 'Succeeded' | 'Failed' | undefined {
  if (mainMayRun(pod)) return undefined;
  // When the mains are over the kubelet stops the native sidecars, however they then exit.
  const left = pod.containers.filter(({role, is}) => role !== 'sidecar' && (role !== 'native' || is.now !== 'running'));
  const phase = kubeletPhase({...pod, containers: left});
  return phase === 'Succeeded' || phase === 'Failed' ? phase : undefined;
}
