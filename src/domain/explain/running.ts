import type {Explanations} from './explanation.ts';

/** What pods show that run, or should. */
export const runningExplanations = {
  RestartPolicyStripped: {
    title: 'A pod has lost what makes its sidecar native',
    meaning:
      'A pod was converted when it was created, or comes from a converted template, and has the sidecar without `restartPolicy: Always`, or as a regular container again.',
    why: 'Some mutating webhooks were built before native sidecars, and write a pod back without the field that they do not know. What is left is an ordinary init container: the pod waits for its end, which never comes. The finding names the webhooks of the cluster that are known for it, where Outrigger may read them.',
    todo: 'Upgrade the webhook, or keep it from these pods by its namespaceSelector or objectSelector. Until then leave the workload out with the label `outrigger.dev/skip: "true"`.',
    example: `
# what such a pod has; restartPolicy: Always is missing
initContainers:
- name: log
  image: registry.example/log:1.0
`,
  },
  PodsStayClassic: {
    title: 'New pods are classic all the same',
    meaning:
      'Pods are converted when they are created, and `rollout.restartPods` has restarted the workload for it. Some of its pods are classic still.',
    why: 'The labels of its pods may be those of another workload that is left out; a webhook may add or put back the sidecar after the conversion; or the pod is too large for what an admission policy may cost, in which case the API server ignores the policy. Restarting it again would change nothing, so it is not done.',
    todo: 'Look at one of its pods: `outrigger why pod/NAME --live`. Any edit of the policy lets it be restarted once more.',
    example: `
# two workloads with the same labels: left out together
metadata:
  labels: {app: shop}     # on both pod templates; give each a label of its own
`,
  },
} satisfies Explanations;
