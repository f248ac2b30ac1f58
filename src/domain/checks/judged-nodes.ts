import type {NodeFacts} from '../facts.ts';
import type {CheckInput} from './check.ts';
import {admitsNode} from './node-admission.ts';

/** The nodes of a kind that the workload's pods may come to; none where nodes are not known (`NodesUnknown` says so). */
export function judgedNodes(input: CheckInput, isOfKind: (node: NodeFacts) => boolean): readonly NodeFacts[] {
  const {spec} = input.workload.template;
  // The kind first: most clusters have no such node at all, and a pod's affinity costs more to read.
  return (input.facts.nodes ?? []).filter(node => isOfKind(node) && admitsNode(spec, node));
}

const NAMED = 3;

/** `node a (v1.29.1)`, or `4 nodes, such as a (v1.29.1), b (v1.29.1), c (v1.29.2)`. */
export function describeNodes(nodes: readonly NodeFacts[]): string {
  const named = nodes.slice(0, NAMED).map(node => `${node.name} (${node.kubeletVersion})`);
  if (nodes.length === 1) return `node ${named.join('')}`;
  return nodes.length <= NAMED ? `nodes ${named.join(', ')}` : `${nodes.length} nodes, such as ${named.join(', ')}`;
}
