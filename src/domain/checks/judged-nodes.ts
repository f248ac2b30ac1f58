import type {NodeFacts} from '../facts.ts';
import type {CheckInput} from './check.ts';
import {admitsNode} from './node-admission.ts';

/** What is true of a node whatever the workload. Always the same function: its answers are kept for each list of nodes. */
export type NodeKind = (node: NodeFacts) => boolean;

const KNOWN = new WeakMap<readonly NodeFacts[], WeakMap<NodeKind, readonly NodeFacts[]>>();

/** The nodes of a kind that the workload's pods may come to; none where nodes are not known (`NodesUnknown` says so). */
export function judgedNodes(input: CheckInput, isOfKind: NodeKind): readonly NodeFacts[] {
  const {spec} = input.workload.template;
  return nodesOfKind(input, isOfKind).filter(node => admitsNode(spec, node));
}

/** Whether there is one at all. */
export function judgesNode(input: CheckInput, isOfKind: NodeKind): boolean {
  const {spec} = input.workload.template;
  return nodesOfKind(input, isOfKind).some(node => admitsNode(spec, node));
}

/** Once for all workloads: a cluster has thousands of both, and mostly no node of a bad kind at all. */
function nodesOfKind({facts: {nodes}}: CheckInput, isOfKind: NodeKind): readonly NodeFacts[] {
  if (nodes === undefined || nodes.length === 0) return [];
  const kinds = KNOWN.get(nodes) ?? new WeakMap<NodeKind, readonly NodeFacts[]>();
  KNOWN.set(nodes, kinds);
  const found = kinds.get(isOfKind) ?? nodes.filter(isOfKind);
  kinds.set(isOfKind, found);
  return found;
}

const NAMED = 3;

/** `node a (v1.29.1)`, or `4 nodes, such as a (v1.29.1), b (v1.29.1), c (v1.29.2)`. */
export function describeNodes(nodes: readonly NodeFacts[]): string {
  const named = nodes.slice(0, NAMED).map(node => `${node.name} (${node.kubeletVersion})`);
  if (nodes.length === 1) return `node ${named.join('')}`;
  return nodes.length <= NAMED ? `nodes ${named.join(', ')}` : `${nodes.length} nodes, such as ${named.join(', ')}`;
}
