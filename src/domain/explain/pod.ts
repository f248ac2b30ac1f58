import type {Explanations} from './explanation.ts';

/** Can this be a pod with native sidecars at all? */
export const podExplanations = {
  NoMainContainer: {
    title: 'The rules match every container',
    meaning:
      'Each container of the pod template is matched by a rule of the policy, so none would be left as the main container.',
    why: 'A native sidecar is an init container that keeps running, and Kubernetes refuses a pod without at least one regular container. More often than not it means that a glob matches the application too.',
    todo: 'Narrow the rule that matches the application: give `match.names` and `match.images` together, so that both must match. Or leave the workload out with the label `outrigger.dev/skip: "true"`.',
    example: `
spec:
  sidecars:
  - match: {names: ["nginx-*"], images: ["*/nginx"]}   # not every nginx is a sidecar
`,
  },
  NameTaken: {
    title: 'Another container has the same name',
    meaning: "A regular init container, an ephemeral container or a second container has the sidecar's name.",
    why: 'Container names must be unique over `initContainers` and `containers`, and the sidecar would move into the list where the name is taken. Outrigger replaces an init container of the same name only if it is a native sidecar itself, an older copy of this one.',
    todo: 'Rename one of the two.',
    example: `
initContainers:
- name: log            # prepares the configuration and ends
containers:
- name: app
- name: log            # the sidecar: rename it, for example to log-shipper
`,
  },
  UnsupportedField: {
    title: 'A field that a native sidecar cannot keep',
    meaning:
      'The container has `restartPolicyRules`, a `restartPolicy` of its own other than `Always`, or, on API servers before 1.33, a `resizePolicy`.',
    why: 'A native sidecar is one by `restartPolicy: Always` and is always restarted, so rules for its restarts would be lost. Older API servers refuse `resizePolicy` on every init container.',
    todo: 'If the container may always be restarted, remove the field. If its restarts matter, it is no sidecar: leave it out of the rules.',
    example: `
containers:
- name: log
  restartPolicy: Never   # Kubernetes 1.34 and newer allow this on containers; a native sidecar cannot have it
`,
  },
  RecordTooLarge: {
    title: 'Too much to remember for the way back',
    meaning:
      'Outrigger notes on each workload what it needs to undo the conversion exactly. That note would be larger than 8 KiB.',
    why: 'It is an annotation, and all annotations of an object share 256 KiB. Without the whole note the conversion could not be undone exactly, so it is not made.',
    todo: 'Only replaced startup probes and dropped hooks take much room: leave an own `startupProbe` in place (no explicit probe), or keep the hook with `preStop: Keep`.',
    example: `
spec:
  sidecars:
  - match: {names: [agent]}
    preStop: Keep          # its long hook then need not be remembered
`,
  },
} satisfies Explanations;
