import {numberAt, objectAt, objectsAt, stringAt, valueAt} from '../json.ts';
import type {WorkloadKind} from '../workload.ts';

/** How far a workload's pods are on the newest template, read from its own status. */
export interface RolloutView {
  /** How a new template reaches pods. `Never`: the template of a Job or Pod is immutable. */
  readonly strategy: 'Rolling' | 'OnDelete' | 'Partition' | 'NextRun' | 'Never';
  /** Every wanted pod is of the newest template, available now or not. */
  readonly updated: boolean;
  /** The rollout of the newest template has been completed, now or earlier. */
  readonly complete: boolean;
  /** All wanted pods are of the newest template and available. */
  readonly healthy: boolean;
  /** Deployment `spec.paused`, CronJob `spec.suspend`. */
  readonly paused: boolean;
  /** CronJob: RFC 3339 times of its status. */
  readonly lastRun?: string;
  readonly lastSuccess?: string;
}

/** Reads the rollout of a workload of this kind; total on any JSON. Semantics of `kubectl rollout status`. */
export function rolloutOf(kind: WorkloadKind, object: unknown): RolloutView {
  switch (kind) {
    case 'Deployment':
      return deployment(object);
    case 'StatefulSet':
      return statefulSet(object);
    case 'DaemonSet':
      return daemonSet(object);
    case 'CronJob':
      return cronJob(object);
    case 'Job':
    case 'Pod':
      return {strategy: 'Never', updated: true, complete: true, healthy: true, paused: false};
  }
}

function deployment(object: unknown): RolloutView {
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const count = statusCounts(object);
  const updated =
    observed(object) && count('updatedReplicas') >= wanted && count('replicas') <= count('updatedReplicas');
  const available = count('availableReplicas') >= wanted;
  // The reason stays on the Deployment after its rollout, also when pods become unready much later.
  const settled = objectsAt(object, 'status', 'conditions').some(
    condition => condition['type'] === 'Progressing' && condition['reason'] === 'NewReplicaSetAvailable',
  );
  return {
    strategy: 'Rolling',
    updated,
    complete: updated && (available || settled),
    healthy: updated && available,
    paused: valueAt(object, 'spec', 'paused') === true,
  };
}

function statefulSet(object: unknown): RolloutView {
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const count = statusCounts(object);
  // The controller moves currentRevision only when every pod is updated and ready; with OnDelete it never does.
  const current = stringAt(object, 'status', 'currentRevision');
  const moved = current !== undefined && current === stringAt(object, 'status', 'updateRevision');
  const updated = observed(object) && (onDelete(object) ? count('updatedReplicas') >= wanted : moved);
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  return {
    strategy: onDelete(object) ? 'OnDelete' : partition > 0 ? 'Partition' : 'Rolling',
    updated,
    complete: updated,
    healthy: updated && count('readyReplicas') >= wanted,
    paused: false,
  };
}

function daemonSet(object: unknown): RolloutView {
  const count = statusCounts(object);
  const wanted = count('desiredNumberScheduled');
  const updated = observed(object) && count('updatedNumberScheduled') >= wanted;
  const healthy = updated && count('numberAvailable') >= wanted;
  return {strategy: onDelete(object) ? 'OnDelete' : 'Rolling', updated, complete: healthy, healthy, paused: false};
}

function cronJob(object: unknown): RolloutView {
  const lastRun = stringAt(object, 'status', 'lastScheduleTime');
  const lastSuccess = stringAt(object, 'status', 'lastSuccessfulTime');
  return {
    strategy: 'NextRun',
    updated: true,
    complete: true,
    healthy: true,
    paused: valueAt(object, 'spec', 'suspend') === true,
    ...(lastRun === undefined ? {} : {lastRun}),
    ...(lastSuccess === undefined ? {} : {lastSuccess}),
  };
}

function observed(object: unknown): boolean {
  return (numberAt(object, 'status', 'observedGeneration') ?? 0) >= (numberAt(object, 'metadata', 'generation') ?? 0);
}

function onDelete(object: unknown): boolean {
  return stringAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
}

function statusCounts(object: unknown): (field: string) => number {
  const status = objectAt(object, 'status');
  return field => numberAt(status, field) ?? 0;
}
