import type {NodeFacts} from '../facts.ts';
import {objectsAt, stringAt, stringMapAt, stringsAt, valueAt, type JsonObject} from '../json.ts';

/**
 * Could the scheduler put a pod with this spec on this node? Only what the spec itself says is looked at (nodeName,
 * nodeSelector, required affinity, tolerations), never what changes by the minute (room, spread, other pods).
 */
export function admitsNode(spec: JsonObject, node: NodeFacts): boolean {
  const nodeName = stringAt(spec, 'nodeName') ?? '';
  if (nodeName !== '') return nodeName === node.name;
  return osFits(spec, node) && selectorFits(spec, node) && affinityFits(spec, node) && taintsAreTolerated(spec, node);
}

/** The kubelet refuses a pod whose `spec.os.name` is another system's. */
function osFits(spec: JsonObject, node: NodeFacts): boolean {
  const wanted = stringAt(spec, 'os', 'name');
  const actual = labelOf(node.labels, 'kubernetes.io/os');
  return wanted === undefined || actual === undefined || wanted === actual;
}

function selectorFits(spec: JsonObject, node: NodeFacts): boolean {
  return Object.entries(stringMapAt(spec, 'nodeSelector')).every(([key, value]) => labelOf(node.labels, key) === value);
}

function affinityFits(spec: JsonObject, node: NodeFacts): boolean {
  const required = valueAt(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  if (required === undefined || required === null) return true;
  return objectsAt(required, 'nodeSelectorTerms').some(term => termFits(term, node));
}

/** Terms are alternatives; within one, everything must hold, and an empty one holds for no node (core/v1 NodeSelectorTerm). */
function termFits(term: JsonObject, node: NodeFacts): boolean {
  const expressions = objectsAt(term, 'matchExpressions');
  const fields = objectsAt(term, 'matchFields');
  if (expressions.length + fields.length === 0) return false;
  const name = {'metadata.name': node.name};
  return expressions.every(one => requirementFits(one, node.labels)) && fields.every(one => requirementFits(one, name));
}

function requirementFits(requirement: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const actual = labelOf(labels, stringAt(requirement, 'key') ?? '');
  const values = stringsAt(requirement, 'values');
  switch (stringAt(requirement, 'operator')) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    case 'Gt':
      return integer(actual) > integer(values[0]);
    case 'Lt':
      return integer(actual) < integer(values[0]);
    default:
      // An operator of a later Kubernetes: rather judge a node too many than one too few.
      return true;
  }
}

function labelOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** NaN where the text is no integer: every comparison with it is false. */
function integer(text: string | undefined): number {
  return text !== undefined && /^-?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
}

function taintsAreTolerated(spec: JsonObject, node: NodeFacts): boolean {
  const tolerations = objectsAt(spec, 'tolerations');
  return node.taints.filter(keepsPodsAway).every(taint => tolerations.some(one => tolerates(one, taint)));
}

/** PreferNoSchedule keeps nothing away. */
function keepsPodsAway(taint: JsonObject): boolean {
  const effect = stringAt(taint, 'effect');
  if (effect !== 'NoSchedule' && effect !== 'NoExecute') return false;
  return !isPassingTaint(taint);
}

/**
 * `node.kubernetes.io/*` taints (not ready, under pressure, cordoned) come and go by themselves: a node that has one
 * today may take the pod tomorrow.
 */
export function isPassingTaint(taint: JsonObject): boolean {
  return (stringAt(taint, 'key') ?? '').startsWith('node.kubernetes.io/');
}

function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const effect = stringAt(toleration, 'effect') ?? '';
  if (effect !== '' && effect !== stringAt(taint, 'effect')) return false;
  const key = stringAt(toleration, 'key') ?? '';
  const operator = stringAt(toleration, 'operator') ?? 'Equal';
  if (key === '') return operator === 'Exists';
  if (key !== stringAt(taint, 'key')) return false;
  // Exists, and comparisons of a later Kubernetes: rather judge a node too many than one too few.
  if (operator !== 'Equal' && operator !== '') return true;
  return (stringAt(toleration, 'value') ?? '') === (stringAt(taint, 'value') ?? '');
}

/** A provider that plays the kubelet for machines elsewhere; its version says nothing about native sidecars. */
export function isVirtualNode(node: NodeFacts): boolean {
  return (
    labelOf(node.labels, 'type') === 'virtual-kubelet' ||
    node.kubeletVersion.includes('-vk-') ||
    node.taints.some(taint => stringAt(taint, 'key') === 'virtual-kubelet.io/provider')
  );
}
