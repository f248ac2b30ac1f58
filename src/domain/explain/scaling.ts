import type {Explanations} from './explanation.ts';

/** Would it still get the resources that it needs? */
export const scalingExplanations = {
  VpaManaged: {
    title: 'A VerticalPodAutoscaler sets the requests of the sidecar',
    meaning:
      'A VerticalPodAutoscaler has this workload as its target, and manages the container: it is not switched off for it.',
    why: 'The autoscaler looks at regular containers only (kubernetes/autoscaler#7229). After the conversion the requests of the sidecar silently stay as they are in the template, which may be much too little or too much.',
    todo: 'Write requests into the template that fit what the sidecar uses, and switch the autoscaler off for this container. It is only raised where the autoscaler is among the files given; the operator does not read them.',
    example: `
kind: VerticalPodAutoscaler
spec:
  resourcePolicy:
    containerPolicies:
    - {containerName: proxy, mode: "Off"}
`,
  },
  HpaContainerResource: {
    title: 'An autoscaler goes by what the sidecar uses',
    meaning:
      'A HorizontalPodAutoscaler has a metric of type `ContainerResource`, or a ScaledObject of KEDA a `containerName`, that names the sidecar.',
    why: 'The metric is looked up by the name of the container. Whether it is found among the native sidecars depends on the version; where it is not, the workload is no longer scaled.',
    todo: 'Scale by the container of the application, or by the whole pod (type `Resource`). If you have seen it work on your cluster, acknowledge the code. It is only raised where the autoscaler is among the files given; the operator does not read them.',
    example: `
kind: HorizontalPodAutoscaler
spec:
  metrics:
  - type: ContainerResource
    containerResource: {name: cpu, container: app, target: {type: Utilization, averageUtilization: 60}}
`,
  },
  ResourceRise: {
    title: 'Each pod would need more CPU or memory',
    meaning:
      'What the scheduler keeps free for each pod would grow, because the policy puts the sidecar before the init containers (`position: BeforeInit`).',
    why: 'Kubernetes counts the larger of two sums: all containers and sidecars together, and each init container with the sidecars before it. A sidecar before a large init container runs beside it, and the sum of both may be more than the pod needs today. The pods may not fit their nodes or the quota of the namespace.',
    todo: 'Use `position: AfterInit`, which never changes the sum. Or lower what the init containers ask for. If there is room enough, acknowledge the code.',
    example: `
initContainers:
- name: proxy                                # a native sidecar
  restartPolicy: Always
  resources: {requests: {memory: 128Mi}}
- name: migrate
  resources: {requests: {memory: 1Gi}}       # the pod now needs 1Gi and 128Mi
`,
  },
} satisfies Explanations;
