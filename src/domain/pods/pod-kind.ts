import {objectsAt, stringAt, stringMapAt, type JsonObject} from '../json.ts';
import type {WorkloadKind} from '../workload.ts';

/** A CronJob's pods belong to its Jobs, and do not show that they come from one. */
export type PodKind = Exclude<WorkloadKind, 'CronJob'>;

/** The kind of workload behind a pod, by its controller; undefined: none that Outrigger knows. */
export function podKind(pod: JsonObject): PodKind | undefined {
  const owner = objectsAt(pod, 'metadata', 'ownerReferences').find(reference => reference['controller'] === true);
  if (owner === undefined) return 'Pod';
  const kind = stringAt(owner, 'kind');
  const apiVersion = stringAt(owner, 'apiVersion');
  if (apiVersion === 'batch/v1' && kind === 'Job') return kind;
  // Other groups have kinds of the same names.
  if (apiVersion !== 'apps/v1') return undefined;
  if (kind === 'StatefulSet' || kind === 'DaemonSet') return kind;
  return kind === 'ReplicaSet' && isOfDeployment(pod, stringAt(owner, 'name') ?? '') ? 'Deployment' : undefined;
}

/** A Deployment's ReplicaSets are named `<deployment>-<pod-template-hash>`; one that stands alone is no workload. */
function isOfDeployment(pod: JsonObject, replicaSet: string): boolean {
  const hash = stringMapAt(pod, 'metadata', 'labels')['pod-template-hash'];
  return hash !== undefined && replicaSet.endsWith(`-${hash}`);
}
