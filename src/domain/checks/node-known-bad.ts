import type {NodeFacts} from '../facts.ts';
import {finding, type Finding} from '../finding.ts';
import type {Check, CheckInput} from './check.ts';
import {describeNodes, judgedNodes} from './judged-nodes.ts';
import {KNOWN_BAD_KUBELETS, type KnownBadKubelets} from './known-bad-kubelets.ts';
import {compareVersions, parseKubeletVersion} from './kubelet-version.ts';
import {isVirtualNode} from './node-admission.ts';

/** Kubelets with a bug that these very pods would meet, and virtual ones, of which nobody knows. */
export const nodeKnownBad: Check = {
  code: 'NodeKnownBad',
  check: input => [...KNOWN_BAD_KUBELETS.flatMap(bug => knownBug(input, bug)), ...virtualNodes(input)],
};

function knownBug(input: CheckInput, bug: KnownBadKubelets): readonly Finding[] {
  if (!bug.affects(input.converted)) return [];
  const nodes = judgedNodes(input, node => !isVirtualNode(node) && hasBug(node, bug));
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
