import type {Explanations} from './explanation.ts';

/** Would it still start, and be reached? */
export const startUpExplanations = {
  StartupDeadlock: {
    title: 'The sidecar waits for the application',
    meaning:
      'The startup probe, the command or the postStart hook of the sidecar asks a port that a container serves which starts only after it.',
    why: 'As a classic sidecar it starts together with the application and they find each other. A native sidecar must be up before the application starts, so each would wait for the other, and the pod would stay in Init for ever.',
    todo: 'Give the sidecar a startup probe that it can pass alone (`startup.gate: Probe`), or none (`startup.gate: None`). Remove waits for the application from its command and its postStart hook.',
    example: `
spec:
  sidecars:
  - match: {names: [proxy]}
    startup:
      gate: Probe
      probe: {tcpSocket: {port: 15000}}   # the sidecar's own port, not the application's
`,
  },
  InitOrder: {
    title: 'The sidecar would start before what prepares its files',
    meaning:
      'The policy puts the sidecar before the init containers (`position: BeforeInit`), and one of them can write to a volume that the sidecar mounts.',
    why: 'Init containers often prepare something for the containers after them: a configuration that is rendered, a certificate that is fetched, the owner of a folder. A sidecar that starts earlier finds nothing there yet.',
    todo: 'Use `position: AfterInit`, the default: the sidecar then starts after all of them, as it does today. If it does not need what is prepared there, acknowledge the code.',
    example: `
spec:
  sidecars:
  - match: {names: [proxy]}
    position: AfterInit
`,
  },
  WrapperMustGo: {
    title: 'A wrapper would fight the native sidecar',
    meaning:
      'The command of the application or of the sidecar is wrapped in a program such as kubexit, which starts and ends the containers of a pod in an order, as Kubernetes itself does with native sidecars.',
    why: 'The program kubexit looks for the containers that it waits for among the regular ones. It does not find a native sidecar there and ends the application after a while. Wrapped around the sidecar, such a program ends it by itself, and Kubernetes starts it again and again.',
    todo: 'Remove the wrapper in the same change that makes the sidecar native: its command, its variables, and the volume that it keeps its marks in. In manifests `outrigger convert --remove-workarounds` does that, where it is safe.',
    example: `
containers:
- name: app
  command: [kubexit, /app/run]   # becomes [/app/run]
  env:
  - {name: KUBEXIT_BIRTH_DEPS, value: proxy}   # goes, too
`,
  },
  HostPort: {
    title: 'The sidecar uses a port of its node',
    meaning: 'The container has a `hostPort`, or the pod has `hostNetwork: true` and the container declares ports.',
    why: 'The scheduler does not look at host ports of init containers, native sidecars included (kubernetes/kubernetes#132037). It would put two such pods on one node, and one of them would fail to start.',
    todo: 'Reach the sidecar through a Service instead of the host port, or leave it classic. With `hostNetwork`, ports that nothing refers to need not be declared.',
    example: `
containers:
- name: agent
  ports: [{containerPort: 8125, hostPort: 8125}]   # the hostPort is what blocks
`,
  },
  NamedPort: {
    title: "A Service or NetworkPolicy uses the name of the sidecar's port",
    meaning:
      'A Service or NetworkPolicy that selects these pods names a port of the sidecar, and the API server is older than 1.32, or its version is not known.',
    why: 'Before 1.32 Kubernetes does not look for port names in init containers (kubernetes/kubernetes#127976): the Service would have no endpoints and traffic would stop. NetworkPolicies depend on the network plugin as well: a recent Calico finds the names (projectcalico/calico#8881), ask the maker of yours.',
    todo: 'Use the number of the port in the Service or NetworkPolicy, or upgrade the control plane first.',
    example: `
kind: Service
spec:
  ports:
  - {name: metrics, port: 9090, targetPort: 2020}   # 2020 instead of the name
`,
  },
  PodFailurePolicy: {
    title: 'A rule of podFailurePolicy would match the sidecar',
    meaning:
      'A rule with `onExitCodes` names no container and matches 143 or 137, which is how a sidecar exits that is stopped after the application has ended.',
    why: "The Job controller looks at every container of a failed pod. As soon as the application fails, Kubernetes stops the native sidecar, and the rule would judge the pod by the sidecar's exit code: a Job could fail at once, or be retried without end.",
    todo: 'Say whose exit code the rule means. A sidecar that exits with another code when it is stopped is not found here; naming the container is right for every rule.',
    example: `
podFailurePolicy:
  rules:
  - action: FailJob
    onExitCodes: {containerName: app, operator: NotIn, values: [3]}
`,
  },
} satisfies Explanations;
