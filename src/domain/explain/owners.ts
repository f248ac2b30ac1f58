import type {Explanations} from './explanation.ts';

/** Would it last? */
export const ownerExplanations = {
  InjectedProxy: {
    title: 'A product adds this container itself',
    meaning:
      'The container stands in the pod template, and belongs to a product with an injector of its own: Istio, Linkerd, Dapr, Consul, Kuma, the Vault and OpenTelemetry injectors, GCS FUSE, Datadog, Azure Workload Identity or App Mesh. Not meant are manifests that `istioctl kube-inject` or `linkerd inject --manual` has written, unless their pods are injected once more: those are converted.',
    why: 'Moved by anyone else, the container is added a second time or put back. Most of these products can inject a native sidecar today, with the settings that fit one.',
    todo: "Take the container out of the manifest and use the product's own switch; the finding names it, and since which version.",
    example: `
# pod template of a workload with Istio 1.24 or newer, without istio-proxy among its containers
metadata:
  annotations: {sidecar.istio.io/nativeSidecar: "true"}
`,
  },
  InjectorSwitch: {
    title: 'An injector is told to add a native sidecar',
    meaning:
      'The sidecar is in no manifest: Istio, Linkerd, Dapr or Consul adds it when a pod is created, as labels or annotations of the pod or its namespace ask it to. Each of them reads an annotation of the pod that makes the sidecar native. Outrigger sets it on the pod template and moves nothing.',
    why: 'Only the injector knows where its sidecar belongs and which settings it needs. An injector from before the version in the finding ignores the annotation, and the pods stay as they were: the workload is then pending, with the reason `InjectorTooOld`.',
    todo: 'Nothing, if the version is new enough. The pods are replaced once, since their template changes.',
    example: `
# pod template, as Outrigger leaves it
metadata:
  labels: {sidecar.istio.io/inject: "true"}
  annotations: {sidecar.istio.io/nativeSidecar: "true"}
`,
  },
  UpgradeInjector: {
    title: 'A newer version of the injector adds native sidecars',
    meaning:
      'Kuma, the OpenTelemetry operator, the GCS FUSE driver or Azure Workload Identity adds the sidecar when a pod is created. None of them has a switch for single pods: newer versions add native sidecars by themselves, or by a setting of their own.',
    why: 'Until then the sidecar is a classic one, whatever a policy says, and nothing that Outrigger could write would change that.',
    todo: 'Upgrade the injector to the version in the finding, then let the pods be created again. A pod with the native sidecar that Outrigger sees makes the workload `delegated`.',
    example: `
# values of Kuma from 2.7 to 2.13; from 2.14 on it is the default
experimental: {sidecarContainers: true}
`,
  },
  NoInjectorSwitch: {
    title: 'An injector without a native mode adds the sidecar',
    meaning:
      'The Vault Agent Injector, the Datadog admission controller or App Mesh adds the sidecar when a pod is created, and always as a classic one.',
    why: 'There is nothing to move in the stored object and nothing to switch. What such an injector adds can only be converted in each pod as it is created, with delivery Pod and `InjectedProxy` acknowledged.',
    todo: 'Set `delivery: Pod` and `acknowledge: [InjectedProxy]`, and look at what becomes of a pod. Jobs that hang on such a sidecar are finished by `jobs.mode: Enforce` without any conversion. Or write the sidecar into the manifest yourself, as a native one, and do without the injector.',
    example: `
# a Job that needs its secrets once: the injector leaves the sidecar out
metadata:
  annotations: {vault.hashicorp.com/agent-inject: "true", vault.hashicorp.com/agent-pre-populate-only: "true"}
`,
  },
  SwitchedOff: {
    title: 'The injector is told to add a classic sidecar',
    meaning:
      "An annotation of the pod template, or of the namespace, sets the injector's switch for native sidecars to something else than true.",
    why: 'Somebody has decided that, perhaps for a reason, so it is not overridden.',
    todo: 'Take the annotation away if it is not meant so any more.',
    example: `
# left as it is
metadata:
  annotations: {sidecar.istio.io/nativeSidecar: "false"}
`,
  },
  InjectorReinvoked: {
    title: 'An injector would look at the pod again',
    meaning:
      'The pods are converted when they are created, and a mutating webhook (reinvocationPolicy: IfNeeded) is asked a second time after that. What webhooks add to pods stays classic there; sidecars of the manifest are converted.',
    why: 'An injector that does not know its own container any more, because it has moved, may add it again, and the API server would refuse the pod.',
    todo: "Use the product's own switch for native sidecars. If all injectors look at init containers as well, acknowledge `InjectorReinvoked`.",
    example: `
# pod template of a workload with Linkerd
metadata:
  annotations: {config.linkerd.io/proxy-enable-native-sidecar: "true"}
`,
  },
  PodPolicyTooLarge: {
    title: 'The rules are too much for an admission policy',
    meaning:
      'To convert pods when they are created, the rules are compiled to a MutatingAdmissionPolicy, which the API server evaluates by itself. The rules together would cost more than the API server lets it spend on a pod, or are longer than it takes.',
    why: 'An admission policy that fails is ignored, so that nobody is kept from deploying: pods would stay classic without a word. So it is refused before.',
    todo: 'Use fewer rules, or fewer and shorter globs. Globs with `*` at their ends only cost least.',
    example: `
spec:
  sidecars:
  - match: {images: ["*/log-shipper"]}   # rather than "*/log*shipper"
`,
  },
  TooManyExclusions: {
    title: 'Too many workloads must be left out',
    meaning:
      'Pods are converted when they are created, and more workloads within the reach of the policy must stay as they are than an admission policy here can leave out, 200 by the labels of their pods (Jobs, CronJobs, bare pods) and 1000 by name (the others): they are blocked or failed before, or have the label `outrigger.dev/skip`.',
    why: 'Each pod is compared with each of them. So no pod is converted at all, rather than one that is blocked.',
    todo: 'Look for what blocks most of them, and remove it; or narrow `target.selector`, so that they are out of reach.',
    example: `
spec:
  target:
    selector: {matchLabels: {tier: backend}}
`,
  },
  ControllerOwned: {
    title: 'A controller created this object',
    meaning:
      'The object has an owner that manages it (`ownerReferences` with `controller: true`), such as the custom resource of an operator.',
    why: 'The owner writes the pod template back whenever it looks. The conversion would not last, or the two would change it in turns and restart the pods each time.',
    todo: 'Set the native sidecar where the owner takes it from: many operators pass extra init containers through, and a [native sidecar is one](../what-changes-for-your-pods.md#what-a-native-sidecar-is). If yours does not, ask its maker for it.',
    example: `
metadata:
  ownerReferences:
  - {apiVersion: example.com/v1, kind: Database, name: orders, controller: true}
`,
  },
  NeedsAdmission: {
    title: 'The conversion would be undone, or cannot be made here',
    meaning:
      'Either a tool applies the object again from a manifest kept elsewhere (kubectl apply, Helm, Flux, Argo CD, a server-side applier), or it is a Job or a Pod, which cannot be changed once it exists.',
    why: 'Once a container has moved, the next apply of the old manifest adds it a second time, and the API server refuses it: "Duplicate value". In Flux everything else in that Kustomization stops as well. Only admission helps: the API server converts pods as they are created and leaves the stored object to the tool, or the keep policy keeps the stored object converted.',
    todo: 'Convert the manifest where it is kept, with `outrigger convert`, and let the tool apply it. See [the command line](../cli.md#converting-manifests). Or, on Kubernetes 1.36, let Outrigger [have pods converted when they are created](../gitops.md#pods-are-converted-when-they-are-created), or install [the keep policy](../gitops.md) and set `delivery: Template`. Jobs that hang on a sidecar are finished by `jobs.mode: Enforce` without any conversion.',
    example: `
# the manifest after the move; before, log was one of the containers
initContainers:
- name: log
  restartPolicy: Always    # this is what makes it a native sidecar
containers:
- name: app
`,
  },
  ClientSideApply: {
    title: 'Client-side apply cannot make every later change',
    meaning:
      'The object is converted in place and is applied from the client side: `kubectl apply` without `--server-side`, or Helm 3. It is only raised with `delivery: Template` where [the keep policy](../gitops.md) is there, or `NeedsAdmission` is acknowledged.',
    why: 'Client-side apply computes its patch for a list in which the sidecar no longer is. Some edits then fail, and some go wrong in silence: a removed `env` entry stays, with an empty value, and Helm reports success. So the conversion waits until somebody has read this.',
    todo: 'Apply with `kubectl apply --server-side`, or use Helm 4 with its default. Or have the pods converted when they are created: `delivery: Pod`. If you know that nobody edits the sidecar in these ways, acknowledge the code.',
    example: `
spec:
  conversion: {mode: Enforce, delivery: Template}
  acknowledge: [ClientSideApply]   # with the keep policy; we only ever change images and values
`,
  },
  KeptByWebhook: {
    title: 'Only the webhook keeps this conversion',
    meaning:
      "The object is converted in place, a tool applies it again, and the API server (before Kubernetes 1.36) has no admission policy that would keep it: Outrigger's [webhook](../gitops.md#before-kubernetes-136-the-webhook) does.",
    why: 'When no replica of Outrigger answers, each apply of the old manifest is refused ("Duplicate value"), until one answers again. Pods that are converted when they are created have no such trouble: they are classic for the time being.',
    todo: 'Convert the manifest where it is kept, or set `delivery: Pod` (`Auto` does, for what a tool applies). Otherwise see to it that two replicas run on two nodes, and that syncs are tried again.',
    example: `
spec:
  conversion: {mode: Enforce, delivery: Pod}
`,
  },
} satisfies Explanations;
