/**
 * Products that add their sidecar themselves, when a pod is created or by a command line. Their container must be
 * converted by their own switch: moved by anyone else, it is added a second time or put back.
 */
export interface Injector {
  readonly title: string;
  readonly link: string;
  /** Globs on container names and image repositories; either is enough. */
  readonly names: readonly string[];
  readonly images: readonly string[];
  /** Annotations or labels of the pod template, one of which must be there, where the name alone proves nothing. */
  readonly onlyWith?: readonly string[];
  /** The command that writes the container into manifests, and the annotation that it leaves there. */
  readonly byHand?: {readonly command: string; readonly annotation: string};
  /** How to get the native sidecar, and since which version: one or two sentences for the user. */
  readonly native: string;
}

export const INJECTORS: readonly Injector[] = [
  {
    title: 'Istio',
    link: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
    names: ['istio-proxy'],
    images: ['*proxyv2', '*proxyv2-rhel*', '*proxyv2-ubi*'],
    byHand: {command: 'istioctl kube-inject', annotation: 'sidecar.istio.io/status'},
    native:
      'Set the annotation sidecar.istio.io/nativeSidecar: "true" on the pod template (Istio 1.24 or newer); since 1.27 Istio does it by itself once all kubelets are 1.33 or newer.',
  },
  {
    title: 'Linkerd',
    link: 'https://linkerd.io/2/reference/proxy-configuration/',
    names: ['linkerd-proxy'],
    images: ['linkerd/proxy', '*/linkerd/proxy', 'buoyantio/proxy', '*/buoyantio/proxy'],
    byHand: {command: 'linkerd inject --manual', annotation: 'linkerd.io/proxy-version'},
    native:
      'Set the annotation config.linkerd.io/proxy-enable-native-sidecar: "true" on the pod template (Linkerd 2.20, where it is the default; with config.beta.linkerd.io in 2.19, with config.alpha.linkerd.io since 2.15).',
  },
  {
    title: 'Dapr',
    link: 'https://docs.dapr.io/reference/arguments-annotations-overview/',
    names: ['daprd'],
    images: ['daprd', '*/daprd'],
    native: 'Set the annotation dapr.io/enable-native-sidecar: "true" on the pod template (Dapr 1.18 or newer).',
  },
  {
    title: 'Consul',
    link: 'https://developer.hashicorp.com/consul/docs/reference/k8s/annotation-label',
    names: ['consul-dataplane', 'consul-dataplane-*'],
    images: ['consul-dataplane', '*/consul-dataplane', '*/consul-dataplane-ubi'],
    native:
      'Set the annotation consul.hashicorp.com/enable-consul-dataplane-as-sidecar: "true" on the pod template (consul-k8s 1.9 or newer).',
  },
  {
    title: 'Kuma',
    link: 'https://kuma.io/docs/latest/production/dp-config/dpp-on-kubernetes/',
    names: ['kuma-sidecar'],
    images: ['kuma-dp', '*/kuma-dp'],
    native:
      'Kuma adds native sidecars by default since 2.14; from 2.7 set experimental.sidecarContainers in its control plane. There is no annotation for it.',
  },
  {
    // A vault-agent written by hand is an ordinary sidecar; the injector's is told by its annotations.
    title: 'Vault Agent Injector',
    link: 'https://github.com/hashicorp/vault-k8s/issues/620',
    names: ['vault-agent'],
    images: [],
    onlyWith: ['vault.hashicorp.com/agent-inject', 'vault.hashicorp.com/agent-inject-status'],
    native:
      'The injector has no native mode yet; for Jobs its annotation vault.hashicorp.com/agent-pre-populate-only: "true" leaves the sidecar out.',
  },
  {
    title: 'the OpenTelemetry operator',
    link: 'https://github.com/open-telemetry/opentelemetry-operator/blob/main/CHANGELOG.md',
    names: ['otc-container'],
    images: [],
    onlyWith: ['sidecar.opentelemetry.io/inject', 'sidecar.opentelemetry.io/injected'],
    native: 'The operator adds native sidecars by default since 0.132 (on Kubernetes 1.29 or newer): upgrade it.',
  },
  {
    title: 'the GCS FUSE CSI driver',
    link: 'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/main/docs/known-issues.md',
    names: ['gke-gcsfuse-sidecar', 'gke-gcsfuse-metadata-prefetch'],
    images: [],
    native: 'GKE adds it as a native sidecar where every node is 1.29.3-gke.1093000 or newer.',
  },
  {
    title: 'the Datadog admission controller',
    link: 'https://docs.datadoghq.com/integrations/eks_fargate/',
    names: ['datadog-agent-injected'],
    images: [],
    native: 'It has no native mode yet; leave the container out of the rules.',
  },
  {
    title: 'Azure Workload Identity',
    link: 'https://azure.github.io/azure-workload-identity/docs/',
    names: ['azwi-proxy'],
    images: [],
    native: 'Its webhook adds a native sidecar by itself on Kubernetes 1.32 or newer (version 1.5 or newer).',
  },
  {
    title: 'AWS App Mesh',
    link: 'https://github.com/aws/aws-app-mesh-controller-for-k8s/issues/774',
    names: [],
    images: ['aws-appmesh-envoy', '*/aws-appmesh-envoy'],
    native: 'It has no native mode, and AWS ended the service on 2026-09-30: plan a move to another mesh.',
  },
];
