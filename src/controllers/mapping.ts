import type {NodeView, NamespaceView} from './views/cluster-views.ts';
import type {PodView} from './views/pod-view.ts';
import type {WorkloadView} from './views/workload-view.ts';
import type {PolicyView} from './views/policy-view.ts';
import {isPassingTaint} from '../domain/checks/node-admission.ts';
import {sameJson} from '../domain/json.ts';

/**
 * Whether a change of a workload can change what is said of it: a new resourceVersion alone cannot. A view that is
 * packed by a newer dictionary counts as a change; that costs a look.
 */
export function workloadMatters(before: WorkloadView | undefined, after: WorkloadView | undefined): boolean {
  if (before === undefined || after === undefined) return before !== after;
  return (
    before.packed !== after.packed ||
    before.uid !== after.uid ||
    before.deleting !== after.deleting ||
    !sameJson(before.rollout, after.rollout)
  );
}

/** Whether a change of a policy is more than the echo of our own status write. */
export function policyMatters(before: PolicyView | undefined, after: PolicyView | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  return (
    before.generation !== after.generation ||
    before.uid !== after.uid ||
    before.deleting !== after.deleting ||
    !sameJson(before.paused ?? null, after.paused ?? null) ||
    !sameJson(before.finalizers, after.finalizers) ||
    !sameJson(before.status, after.status)
  );
}

export function namespaceMatters(before: NamespaceView | undefined, after: NamespaceView | undefined): boolean {
  return (
    before?.terminating !== after?.terminating ||
    !sameJson(before?.labels, after?.labels) ||
    !sameJson(before?.annotations, after?.annotations)
  );
}

/** Heartbeats write a node's status every few minutes, and nodes are cordoned and come under pressure; only this matters to us. */
export function nodeMatters(before: NodeView | undefined, after: NodeView | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const essence = ({kubeletVersion, labels, taints}: NodeView): unknown => ({
    kubeletVersion,
    labels,
    taints: taints.filter(taint => !isPassingTaint(taint)),
  });
  return !sameJson(essence(before), essence(after));
}

/** Workload behind the pod whose conversion the pod tells about; undefined: none, or nothing new. */
export function rolloutNews(before: PodView | undefined, after: PodView | undefined): string | undefined {
  const owner = ownerOf(after) ?? ownerOf(before);
  if (owner === undefined || sameJson(rolloutIn(before), rolloutIn(after))) return undefined;
  return owner;
}

function ownerOf(pod: PodView | undefined): string | undefined {
  return pod === undefined || pod.type === 'Bare' ? undefined : pod.owner;
}

function rolloutIn(pod: PodView | undefined): unknown {
  return pod === undefined || pod.type === 'Bare' ? undefined : pod.rollout;
}
