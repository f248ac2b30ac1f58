import type {Explanations} from './explanation.ts';

/** What changes for people. */
export const habitExplanations = {
  PreStopExits: {
    title: 'The preStop hook ends the sidecar too early',
    meaning: "The sidecar's preStop hook makes it exit: a quit endpoint, a shutdown command, `kill`.",
    why: "Kubernetes runs the hooks of all containers when the pod's end begins. A native sidecar is stopped only after the application, so its hook would end it while the application still finishes its work; then it is restarted, or not.",
    todo: 'Remove the hook: Kubernetes now stops the sidecar at the right time by itself. Hooks that only start draining, such as `pilot-agent request POST drain`, are right and are not reported.',
    example: `
spec:
  sidecars:
  - profile: cloud-sql-proxy
    preStop: Remove
`,
  },
  GateFromReadiness: {
    title: 'A readiness probe becomes the gate of the application',
    meaning:
      'The policy says `startup.gate: Readiness`, and the startup probe is made from the readiness probe of the sidecar, else from its liveness probe.',
    why: 'The application now starts only after that probe has passed once, and the sidecar is restarted if it does not pass within `startup.timeoutSeconds`. The probe was written for something else, and may depend on more than the sidecar itself.',
    todo: 'Make sure that it can pass before the application runs, even with the database down. Otherwise give a probe of its own.',
    example: `
spec:
  sidecars:
  - match: {names: [db-proxy]}
    startup: {gate: Readiness, timeoutSeconds: 60}
`,
  },
  SidecarBlocksStart: {
    title: 'The sidecar can now keep the application from starting',
    meaning:
      'The sidecar will have a startup probe that the policy did not ask for, or it only collects logs, metrics or traces and has one all the same.',
    why: 'The startup probe of a classic sidecar concerns the sidecar alone. That of a native sidecar holds back every container after it: an agent whose backend is down would stop the application from starting.',
    todo: 'If the application does not need it, remove the startup probe from the container, or do not set a gate in the policy.',
    example: `
containers:
- name: log-shipper
  startupProbe: {httpGet: {port: 2020}}   # from now on the application waits for this
`,
  },
  DefaultContainer: {
    title: 'kubectl chooses another container',
    meaning:
      'The sidecar is the first in `containers`, or the annotation `kubectl.kubernetes.io/default-container` names it.',
    why: '`kubectl logs` and `kubectl exec` take the first container when none is named. After the conversion that is another one, usually the application: what people want, but scripts may rely on the old choice.',
    todo: 'Name the container in scripts (`-c`), or set the annotation to the one you mean.',
    example: `
metadata:
  annotations: {kubectl.kubernetes.io/default-container: app}   # in the pod template
`,
  },
  NoStartupGate: {
    title: 'The application does not wait for the sidecar',
    meaning:
      'The application needs the sidecar, but nothing tells Kubernetes when it is up: no startup probe, no postStart hook, and no probe of the catalog fits its settings.',
    why: 'Kubernetes then starts the application as soon as the process of the sidecar runs, perhaps before it answers. That is no worse than before; it is only not better.',
    todo: 'Give the container a `startupProbe`, set one in the policy, or switch on the health endpoint that the catalog knows. If it is right as it is, say so with `startup.gate: None`.',
    example: `
containers:
- name: cloud-sql-proxy
  args: [--health-check, --http-address=0.0.0.0, project:region:instance]   # then the catalog has a probe for it
`,
  },
  SettingsOutdated: {
    title: 'The policy has changed since the conversion',
    meaning:
      'The workload was converted with other settings than the policy has now: another probe, another timeout, another position.',
    why: 'A change would restart the pods, so it is made at the pace of the policy and not at once.',
    todo: 'Nothing: under Enforce the workload gets the new settings in its turn.',
    example: `
spec:
  sidecars:
  - match: {names: [proxy]}
    startup: {gate: Readiness, timeoutSeconds: 300}   # was 120 when the workload was converted
`,
  },
} satisfies Explanations;
