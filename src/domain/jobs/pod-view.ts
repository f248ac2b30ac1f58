import {FINALIZED_ANNOTATION} from '../../api/constants.ts';
import {isNative} from '../containers.ts';
import {numberAt, objectsAt, stringAt, stringMapAt, valueAt, type JsonObject} from '../json.ts';
import {containerState, type ContainerState} from './container-state.ts';
import {podRequests, type PodRequests} from '../requests/pod-requests.ts';

/** All that is kept of the pod of a Job: one is held for each, so nothing is in it that nobody reads. */
export interface JobPodView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Without the keys that controllers add: as on the pod template. */
  readonly labels: Readonly<Record<string, string>>;
  /** The Job that controls the pod. */
  readonly job: {readonly name: string; readonly uid: string};
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`, as found. */
  readonly phase: string;
  readonly deleting: boolean;
  readonly restartPolicy: string;
  readonly nodeName: string;
  readonly containers: readonly ContainerView[];
  /**
   * The kubelet has reported everything: each container has one entry, native sidecars have theirs, and the init
   * containers are over. Else it has not looked, or will run an init container again, and the mains after it.
   */
  readonly complete: boolean;
  /** Present: a container has restartPolicyRules, which may run it, or all containers, again (KEP-5307, KEP-5532). */
  readonly restartRules?: true;
  /**
   * When the kubelet ends the pod, by the clock of its node (`spec.activeDeadlineSeconds`); ms since the epoch. Absent:
   * it has no deadline. That of a Job is another one, which the Job controller sees to.
   */
  readonly deadline?: number;
  /** An ephemeral container runs: somebody looks at the pod (kubectl debug). */
  readonly debugged: boolean;
  readonly requests: PodRequests;
  /** Value of the annotation `outrigger.dev/finalized`: the pod was given a phase already. */
  readonly finalized?: string;
}

export interface ContainerView {
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** The container's own restartPolicy, which goes before the pod's (KEP-5307, Kubernetes 1.34). */
  readonly restartPolicy?: string;
}

/** Undefined: not controlled by a Job of `batch`, so of no interest. Total on any JSON. */
export function projectJobPod(object: unknown): JobPodView | undefined {
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find(isJobController);
  if (owner === undefined) return undefined;
  const metadata = (field: string): string => stringAt(object, 'metadata', field) ?? '';
  const finalized = stringMapAt(object, 'metadata', 'annotations')[FINALIZED_ANNOTATION];
  return {
    namespace: metadata('namespace'),
    name: metadata('name'),
    uid: metadata('uid'),
    resourceVersion: metadata('resourceVersion'),
    labels: templateLabels(object),
    job: {name: stringAt(owner, 'name') ?? '', uid: stringAt(owner, 'uid') ?? ''},
    deleting: valueAt(object, 'metadata', 'deletionTimestamp') !== undefined,
    ...specOf(object),
    ...statusOf(object),
    ...(finalized === undefined ? {} : {finalized}),
  };
}

function isJobController(owner: JsonObject): boolean {
  const batch = (stringAt(owner, 'apiVersion') ?? '').startsWith('batch/');
  return batch && owner['kind'] === 'Job' && owner['controller'] === true;
}

type SpecView = Pick<JobPodView, 'restartPolicy' | 'nodeName' | 'requests' | 'restartRules' | 'deadline'>;

function specOf(object: unknown): SpecView {
  const deadline = deadlineOf(object);
  return {
    // The API server's default, which stands in every stored pod.
    restartPolicy: stringAt(object, 'spec', 'restartPolicy') ?? 'Always',
    nodeName: stringAt(object, 'spec', 'nodeName') ?? '',
    requests: podRequests(valueAt(object, 'spec')),
    ...(hasRestartRules(object) ? {restartRules: true} : {}),
    ...(deadline === undefined ? {} : {deadline}),
  };
}

/** Those of a native sidecar can run all containers again as well. */
function hasRestartRules(object: unknown): boolean {
  const containers = [...objectsAt(object, 'spec', 'containers'), ...objectsAt(object, 'spec', 'initContainers')];
  return containers.some(container => objectsAt(container, 'restartPolicyRules').length > 0);
}

/** The kubelet counts from when it took the pod on (pkg/kubelet/active_deadline.go). */
function deadlineOf(object: unknown): number | undefined {
  const seconds = numberAt(object, 'spec', 'activeDeadlineSeconds');
  if (seconds === undefined) return undefined;
  const startedAt = Date.parse(stringAt(object, 'status', 'startTime') ?? '');
  return Number.isNaN(startedAt) ? 0 : startedAt + seconds * 1000;
}

type StatusView = Pick<JobPodView, 'phase' | 'containers' | 'complete' | 'debugged'>;

function statusOf(object: unknown): StatusView {
  const containers = objectsAt(object, 'spec', 'containers');
  const statuses = objectsAt(object, 'status', 'containerStatuses');
  const ephemeral = objectsAt(object, 'status', 'ephemeralContainerStatuses');
  return {
    phase: stringAt(object, 'status', 'phase') ?? '',
    containers: containers.map(container => containerView(container, statuses)),
    complete: containers.length === statuses.length && isInitialized(object),
    debugged: ephemeral.some(status => containerState(status).type === 'Running'),
  };
}

/** As the kubelet judges it for the phase (getPhase in pkg/kubelet/kubelet_pods.go); what Running leaves open counts as no. */
function isInitialized(object: unknown): boolean {
  const statuses = objectsAt(object, 'status', 'initContainerStatuses');
  const containers = objectsAt(object, 'spec', 'initContainers');
  if (containers.length !== statuses.length) return false;
  return containers.every(container => {
    const state = containerState(statuses.find(({name}) => name === container['name']));
    if (isNative(container)) return state.type !== 'Absent' && (state.type !== 'Waiting' || state.restarting);
    return state.type === 'Terminated' && state.exitCode === 0;
  });
}

function containerView(container: JsonObject, statuses: readonly JsonObject[]): ContainerView {
  const name = stringAt(container, 'name') ?? '';
  const restartPolicy = stringAt(container, 'restartPolicy');
  return {
    name,
    image: stringAt(container, 'image') ?? '',
    state: containerState(statuses.find(status => status['name'] === name)),
    ...(restartPolicy === undefined ? {} : {restartPolicy}),
  };
}

const ADDED_LABELS = new Set(['controller-uid', 'job-name']);

/** The Job controller adds labels to its pods and template that no author wrote (batch/v1 types.go). */
function templateLabels(object: unknown): Readonly<Record<string, string>> {
  const labels = Object.entries(stringMapAt(object, 'metadata', 'labels'));
  return Object.fromEntries(
    labels.filter(([key]) => !ADDED_LABELS.has(key) && !key.startsWith('batch.kubernetes.io/')),
  );
}
