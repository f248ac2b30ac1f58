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
  GraceTooShort: {
    title: 'The application leaves the sidecar no time to end',
    meaning:
      "The preStop hook of the application sleeps for nearly all of the pod's `terminationGracePeriodSeconds` (30 if unset), or for all of it.",
    why: 'All containers share that time. A classic sidecar is told to end at its beginning. A native one is told only after the application has ended, and is killed when the time is over: what it had not sent by then is lost.',
    todo: 'Raise `terminationGracePeriodSeconds` by what the sidecar needs to end, or shorten the sleep.',
    example: `
spec:
  terminationGracePeriodSeconds: 60   # 25 for the hook of the app, the rest for both to end
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
  TailNeedsFile: {
    title: 'The sidecar follows a file that is not there yet',
    meaning:
      'The sidecar runs `tail -f` on a file of a volume that it shares with the application, and does not wait for the file.',
    why: '`tail -f` ends at once where its file does not exist. Classic sidecars start together with the application and mostly find the file; a native one starts before. It is restarted with growing delays until the application has written the first line.',
    todo: 'Use `tail -F`: it waits for the file, and also follows it when it is rotated.',
    example: `
containers:
- name: log
  command: [tail, -n, "+1", -F, /var/log/app.log]
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
  AlertsNeedUpdate: {
    title: 'Alerts no longer see the sidecar',
    meaning:
      'A PrometheusRule goes by metrics whose names begin with `kube_pod_container_`, and may mean this container.',
    why: 'Kube-state-metrics counts native sidecars as init containers, under names that begin with `kube_pod_init_container_`. An alert for restarts or for a missing limit falls silent for this container, and nobody notices.',
    todo: 'Have the rules read both. Dashboards are worth a look as well, and so are scrape configurations that drop init containers. It is only raised where the rules are among the files given; the operator does not read them.',
    example: `
- alert: ContainerRestarts
  expr: >
    rate(kube_pod_container_status_restarts_total[15m]) > 0
    or rate(kube_pod_init_container_status_restarts_total[15m]) > 0
`,
  },
  PolicyEngineGap: {
    title: 'Admission rules no longer see the sidecar',
    meaning:
      'A policy of Kyverno or Gatekeeper, or a ValidatingAdmissionPolicy, reads the list `containers` and never the list `initContainers`.',
    why: 'A native sidecar stands in `initContainers`. A rule that allows certain registries only, or demands limits, would no longer be applied to it: what it guards against could pass unseen.',
    todo: 'Extend the rule to `initContainers` before the conversion. It is only raised where the policies are among the files given; the operator does not read them.',
    example: `
kind: ClusterPolicy
spec:
  rules:
  - name: registries
    validate:
      pattern:
        spec:
          containers: [{image: "registry.example.com/*"}]
          =(initContainers): [{image: "registry.example.com/*"}]   # this line is missing
`,
  },
  LittleBenefit: {
    title: 'Little changes for the better here',
    meaning:
      'The pods of this workload do not end by themselves, the sidecars only collect logs, metrics or traces, and the application does not wait for any of them.',
    why: 'Native sidecars make the greatest difference where pods end, as in Jobs, and where the application needs the sidecar to start. Here only the order changes: the sidecar starts first and is stopped last, so that the first and the last lines are not lost. For that the pods are restarted once.',
    todo: 'Decide whether it is worth it. If not, limit the policy to the kinds that gain more.',
    example: `
spec:
  target:
    kinds: [Job, CronJob]
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
  Unclaimed: {
    title: 'Converted, and no policy keeps it',
    meaning:
      'Outrigger has converted the workload, and no policy with `conversion.mode: Enforce` selects it any more: the policy was deleted, or its mode, its target or its rules have changed.',
    why: 'The workload runs on with native sidecars. But if its containers come back as they were, nobody converts them again, and nothing undoes the conversion by itself.',
    todo: 'Let a policy select it again, which then takes it over without a restart. Or put it back as it was.',
    example: `
metadata:
  annotations:
    outrigger.dev/policy: shop/shop   # who converted it
`,
  },
  WorkaroundLeft: {
    title: 'What was made up for classic sidecars is still there',
    meaning:
      'The workload is native, or would be converted, and its pod template still has something that only classic sidecars made necessary: a wait for the proxy, a call that ends it, a wrapper and the like. The operator says so; the command line lists each one instead, with its place and its words.',
    why: 'Kubernetes now does these things by itself, so most of them do nothing any more. Some do harm: a call that ends a sidecar can fail a Job with its own exit code once the sidecar is stopped by Kubernetes.',
    todo: 'Look at one workload with `outrigger why`. What is safe and mechanical is taken out of manifests by `outrigger convert --remove-workarounds`, for the rest it says what a person must look at. Not before the workload is native: until then they are needed. The metric `outrigger_workarounds` counts the workloads by kind.',
    example: `
containers:
- name: app
  command: [sh, -c, "migrate; curl -X POST localhost:15020/quitquitquit"]   # the call can go
`,
  },
} satisfies Explanations;
