import type {NodeFacts} from '../facts.ts';
import {finding} from '../finding.ts';
import type {Check} from './check.ts';
import {describeNodes, judgedNodes} from './judged-nodes.ts';
import {runsNativeSidecars} from './kubelet-version.ts';
import {isVirtualNode} from './node-admission.ts';

/** A kubelet that does not know native sidecars runs one as an ordinary init container, and the pod never starts. */
export const nodeTooOld: Check = {
  code: 'NodeTooOld',
  check: input => {
    const nodes = judgedNodes(input, isTooOld);
    if (nodes.length === 0) return [];
    return [
      finding(
        'NodeTooOld',
        `The pods may come to ${describeNodes(nodes)}: a kubelet older than 1.29.3 does not run native sidecars correctly, and a pod can hang in Init for ever there. Upgrade these nodes, or keep the pods off them with a nodeSelector.`,
      ),
    ];
  },
};

function isTooOld(node: NodeFacts): boolean {
  return !isVirtualNode(node) && !runsNativeSidecars(node.kubeletVersion);
}
