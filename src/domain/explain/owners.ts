import type {Explanations} from './explanation.ts';

/** Would it last? */
export const ownerExplanations = {
  InjectedProxy: {
    title: 'A product adds this container itself',
    meaning:
      'The container belongs to a product with an injector of its own: Istio, Linkerd, Dapr, Consul, Kuma, the Vault and OpenTelemetry injectors, GCS FUSE, Datadog, Azure Workload Identity or App Mesh. In a manifest it is either settings for the injector (`image: auto`) or was written there by its command line.',
    why: 'Moved by anyone else, the container is added a second time or put back. Most of these products can inject a native sidecar today, with the settings that fit one.',
    todo: "Use the product's own switch; the finding names it, and since which version. Then take the container out of the rules.",
    example: `
# pod template of a workload with Istio 1.24 or newer
metadata:
  annotations: {sidecar.istio.io/nativeSidecar: "true"}
`,
  },
  InjectorReinvoked: {
    title: 'An injector would look at the pod again',
    meaning:
      'The pods are converted when they are created, and the product that adds the container is asked a second time after that.',
    why: 'An injector that does not know its own container any more, because it has moved, may add it again.',
    todo: "Use the product's own switch for native sidecars.",
    example: `
# pod template of a workload with Linkerd
metadata:
  annotations: {config.linkerd.io/proxy-enable-native-sidecar: "true"}
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
    why: 'Once a container has moved, the next apply of the old manifest adds it a second time, and the API server refuses it: "Duplicate value". In Flux everything else in that Kustomization stops as well. Only an admission policy could keep the conversion, or convert pods as they are created, and this version does not install one.',
    todo: 'Convert the manifest where it is kept, with `outrigger convert`, and let the tool apply it. See [the command line](../cli.md#converting-manifests). Jobs that hang on a sidecar are finished by `jobs.mode: Enforce` without any conversion.',
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
      'The object is converted in place and is applied from the client side: `kubectl apply` without `--server-side`, or Helm 3. It is only raised with `delivery: Template` where `NeedsAdmission` is acknowledged, since this version keeps no conversion by admission.',
    why: 'Client-side apply computes its patch for a list in which the sidecar no longer is. Some edits then fail, and some go wrong in silence: a removed `env` entry stays, with an empty value, and Helm reports success. So the conversion waits until somebody has read this.',
    todo: 'Apply with `kubectl apply --server-side`, or use Helm 4 with its default. Converting pods when they are created (`delivery: Pod`) is not possible in this version yet. If you know that nobody edits the sidecar in these ways, acknowledge the code.',
    example: `
spec:
  conversion: {mode: Enforce, delivery: Template}
  acknowledge: [NeedsAdmission, ClientSideApply]   # nobody applies these objects again from an old manifest
`,
  },
} satisfies Explanations;
