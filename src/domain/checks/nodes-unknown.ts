import type {NodeFacts} from '../facts.ts';
import {finding} from '../finding.ts';
import type {Check, CheckInput} from './check.ts';
import {judgesNode} from './judged-nodes.ts';
import {parseKubeletVersion} from './kubelet-version.ts';
import {isVirtualNode} from './node-admission.ts';

/** Says that the kubelets were not checked, and why; never guesses that they are fine. */
export const nodesUnknown: Check = {
  code: 'NodesUnknown',
  check: input => {
    const why = reason(input);
    return why === undefined ? [] : [finding('NodesUnknown', `${why} Native sidecars need kubelet 1.29.3 or newer.`)];
  },
};

function reason(input: CheckInput): string | undefined {
  if (input.facts.nodes === undefined)
    return 'The nodes of the cluster are not known here, so their kubelets were not checked.';
  if (judgesNode(input, canBeJudged)) return undefined;
  return "No node of the cluster today fits the pod's nodeSelector, required affinity and tolerations, so no kubelet could be checked: look at the nodes that will be added for it.";
}

function canBeJudged(node: NodeFacts): boolean {
  return isVirtualNode(node) || parseKubeletVersion(node.kubeletVersion) !== undefined;
}
