import {FINALIZED_ANNOTATION} from '../../api/constants.ts';
import {objectsAt, stringAt, stringMapAt, valueAt, type JsonObject} from '../json.ts';
import {containerState, type ContainerState} from './container-state.ts';
import {podRequests, type PodRequests} from './pod-requests.ts';

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
  /** `status.containerStatuses` has as many entries as there are containers. */
  readonly complete: boolean;
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
  /** Present: it has restartPolicyRules, which may run it, or all containers, again (KEP-5307, KEP-5532). */
  readonly restartRules?: true;
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

type SpecView = Pick<JobPodView, 'restartPolicy' | 'nodeName' | 'requests'>;

function specOf(object: unknown): SpecView {
  return {
    // The API server's default, which stands in every stored pod.
    restartPolicy: stringAt(object, 'spec', 'restartPolicy') ?? 'Always',
    nodeName: stringAt(object, 'spec', 'nodeName') ?? '',
    requests: podRequests(valueAt(object, 'spec')),
  };
}

type StatusView = Pick<JobPodView, 'phase' | 'containers' | 'complete' | 'debugged'>;

function statusOf(object: unknown): StatusView {
  const containers = objectsAt(object, 'spec', 'containers');
  const statuses = objectsAt(object, 'status', 'containerStatuses');
  const ephemeral = objectsAt(object, 'status', 'ephemeralContainerStatuses');
  return {
    phase: stringAt(object, 'status', 'phase') ?? '',
    containers: containers.map(container => containerView(container, statuses)),
    complete: containers.length === statuses.length,
    debugged: ephemeral.some(status => containerState(status).type === 'Running'),
  };
}

function containerView(container: JsonObject, statuses: readonly JsonObject[]): ContainerView {
  const name = stringAt(container, 'name') ?? '';
  const restartPolicy = stringAt(container, 'restartPolicy');
  return {
    name,
    image: stringAt(container, 'image') ?? '',
    state: containerState(statuses.find(status => status['name'] === name)),
    ...(restartPolicy === undefined ? {} : {restartPolicy}),
    ...(objectsAt(container, 'restartPolicyRules').length === 0 ? {} : {restartRules: true}),
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
