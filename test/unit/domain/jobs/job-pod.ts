import type {JsonObject} from '../../../../src/domain/json.ts';
import {projectJobPod, type JobPodView} from '../../../../src/domain/jobs/pod-view.ts';

/** Builders of pods that belong to Jobs, as the API server would answer them. Times are RFC 3339. */

/** When main containers end unless a test says otherwise. */
export const ENDED_AT = '2026-11-01T10:00:00Z';

export const running: JsonObject = {state: {running: {startedAt: '2026-11-01T09:00:00Z'}}};
export const creating: JsonObject = {state: {waiting: {reason: 'ContainerCreating'}}};
export const crashLoop: JsonObject = {
  state: {waiting: {reason: 'CrashLoopBackOff'}},
  lastState: {terminated: {exitCode: 1, finishedAt: ENDED_AT}},
};

export function ended(exitCode = 0, finishedAt: string | null = ENDED_AT): JsonObject {
  return {state: {terminated: {exitCode, finishedAt}}};
}

export interface JobPodFields {
  /** By container name, in order; default: `app` has ended with 0 and `log` runs. `undefined`: not reported. */
  readonly containers?: Readonly<Record<string, JsonObject | undefined>>;
  /** Fields of single containers of the spec. */
  readonly container?: Readonly<Record<string, JsonObject>>;
  readonly restartPolicy?: string;
  readonly phase?: string;
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

/** Pod `shop/batch-1` of the Job `batch`; stuck unless a field says otherwise. */
export function jobPod(fields: JobPodFields = {}): JsonObject {
  const containers = Object.entries(fields.containers ?? {app: ended(), log: running});
  return {
    metadata: {
      namespace: 'shop',
      name: 'batch-1',
      uid: 'pod-uid',
      resourceVersion: '7',
      labels: {tier: 'backend', 'job-name': 'batch', 'batch.kubernetes.io/controller-uid': 'job-uid'},
      ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name: 'batch', uid: 'job-uid', controller: true}],
      ...fields.metadata,
    },
    spec: {
      nodeName: 'node-1',
      restartPolicy: fields.restartPolicy ?? 'Never',
      containers: containers.map(([name]) => ({
        name,
        image: `registry.example/${name}:1`,
        ...fields.container?.[name],
      })),
      ...fields.spec,
    },
    status: {
      phase: fields.phase ?? 'Running',
      containerStatuses: containers.flatMap(([name, status]) => (status === undefined ? [] : [{name, ...status}])),
      ...fields.status,
    },
  };
}

export function jobPodView(fields: JobPodFields = {}): JobPodView {
  const view = projectJobPod(jobPod(fields));
  if (view === undefined) throw new Error('the pod belongs to no Job');
  return view;
}
