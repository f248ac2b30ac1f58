import type {NodeFacts} from '../facts.ts';
import {finding, type Finding} from '../finding.ts';
import type {Check, CheckInput} from './check.ts';
import {describeNodes, judgedNodes, type NodeKind} from './judged-nodes.ts';
import {KNOWN_BAD_KUBELETS, type KnownBadKubelets} from './known-bad-kubelets.ts';
import {compareVersions, parseKubeletVersion} from './kubelet-version.ts';
import {isVirtualNode} from './node-admission.ts';

/** Kubelets with a bug that these very pods would meet, and virtual ones, of which nobody knows. */
export const nodeKnownBad: Check = {
  code: 'NodeKnownBad',
  check: input => [...KNOWN_BUGS.flatMap(bug => knownBug(input, bug)), ...virtualNodes(input)],
};

interface KnownBug {
  readonly bug: KnownBadKubelets;
  readonly hasIt: NodeKind;
}

const KNOWN_BUGS: readonly KnownBug[] = KNOWN_BAD_KUBELETS.map(bug => ({
  bug,
  hasIt: node => !isVirtualNode(node) && hasBug(node, bug),
}));

function knownBug(input: CheckInput, {bug, hasIt}: KnownBug): readonly Finding[] {
  if (!bug.affects(input.converted)) return [];
  const nodes = judgedNodes(input, hasIt);
  if (nodes.length === 0) return [];
  return [
    finding(
      'NodeKnownBad',
      `The pods may come to ${describeNodes(nodes)}, whose kubelet has a known bug: ${bug.symptom} (${bug.issue}). Upgrade these nodes to a later patch release, or keep the pods off them.`,
    ),
  ];
}

function hasBug(node: NodeFacts, bug: KnownBadKubelets): boolean {
  const version = parseKubeletVersion(node.kubeletVersion);
  if (version === undefined) return false;
  return bug.ranges.some(({from, fixed}) => compareVersions(version, from) >= 0 && compareVersions(version, fixed) < 0);
}

/** A provider behind a virtual kubelet runs pods its own way; blocked until someone who knows it acknowledges the code. */
function virtualNodes(input: CheckInput): readonly Finding[] {
  const nodes = judgedNodes(input, isVirtualNode);
  if (nodes.length === 0) return [];
  return [
    finding(
      'NodeKnownBad',
      `The pods may come to ${describeNodes(nodes)}, a virtual kubelet: whether its provider runs native sidecars is not known. Keep the pods off it, or acknowledge NodeKnownBad once you have tried it.`,
    ),
  ];
}
