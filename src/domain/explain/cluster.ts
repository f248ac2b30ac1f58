import {KNOWN_BAD_KUBELETS, type KnownBadKubelets} from '../checks/known-bad-kubelets.ts';
import type {KubeletVersion} from '../checks/kubelet-version.ts';
import type {Explanations} from './explanation.ts';

/** Can this cluster run it? */
export const clusterExplanations = {
  ServerTooOld: {
    title: 'The API server is older than 1.29',
    meaning:
      'Native sidecars are on by default since Kubernetes 1.29. Before, the API server drops the field that makes an init container one.',
    why: 'The sidecar would become an ordinary init container. The pod would wait for it to end, and it never ends.',
    todo: 'Upgrade the control plane, then all nodes, then enforce the policy. Auditing and finishing stuck Jobs work on older servers too.',
    example: `
spec:
  conversion: {mode: Audit}   # until the cluster is upgraded
  jobs: {mode: Enforce}       # needs no native sidecars
`,
  },
  NodeTooOld: {
    title: 'A node is older than 1.29.3',
    meaning:
      "A node whose kubelet is older than 1.29.3 could get these pods. Only nodes count that the pod's `nodeName`, `nodeSelector`, required node affinity and tolerations admit.",
    why: 'A kubelet that does not know native sidecars refuses the pod or waits for the sidecar to end. Until 1.29.2, a sidecar of a Job that failed once could not come back (kubernetes/kubernetes#123323).',
    todo: 'Upgrade the nodes, or keep the pods off them.',
    example: `
spec:
  nodeSelector: {node.example.com/generation: "2"}   # in the pod template: only the upgraded nodes
`,
  },
  NodeKnownBad: {
    title: 'A node has a bug that these pods would meet',
    meaning: `A node that could get these pods runs a virtual kubelet, of which nobody can say, or a kubelet with a known bug in native sidecars. Looked for, each only where the pod would meet it:\n\n${knownBadTable()}`,
    why: 'The application would not start, or not start again, and nothing would say why.',
    todo: 'Upgrade the nodes to a later patch release, or keep the pods off them. A vendor may have fixed the bug earlier: if you know so, acknowledge the code. Where only the startup probe matters, converting without one helps too.',
    example: `
spec:
  acknowledge: [NodeKnownBad]   # our provider has picked the fix
`,
  },
  NodesUnknown: {
    title: 'The nodes were not checked',
    meaning:
      'Nodes are not known (offline, or no permission to read them), or none of today fits the pod, for example because its node group is scaled to zero.',
    why: 'Native sidecars need kubelet 1.29.3 or newer, and Outrigger does not guess.',
    todo: 'Look at the nodes that will run the pods: `kubectl get nodes`. Nothing else follows from it.',
    example: `
# a node group that exists only while there is work
nodeSelector: {cloud.example.com/gpu: "true"}
`,
  },
} satisfies Explanations;

function knownBadTable(): string {
  return ['| kubelet | which pods | what happens |', '| --- | --- | --- |', ...KNOWN_BAD_KUBELETS.map(row)].join('\n');
}

function row({ranges, pods, symptom, issue}: KnownBadKubelets): string {
  const versions = ranges.map(({from, fixed}) => `from ${text(from)}, fixed in ${text(fixed)}`).join('<br>');
  return `| ${versions} | ${pods} | ${symptom} ([report](${issue})) |`;
}

function text({major, minor, patch}: KubeletVersion): string {
  return `${major}.${minor}.${patch}`;
}
