import {matchesGlob} from '../glob.ts';

/** A product whose webhook is known to take `restartPolicy` from init containers, in some version. */
export interface Stripper {
  readonly product: string;
  /** Globs on the name of its MutatingWebhookConfiguration. */
  readonly names: readonly string[];
  /** Where that was told, or repaired. */
  readonly source: string;
}

/**
 * Webhooks that were written against an older API drop the field when they write the whole pod. keel does so, too
 * (keel-hq/keel#772), but as a controller that updates Deployments: it has no webhook to be found by.
 */
export const STRIPPERS: readonly Stripper[] = [
  {
    product: 'the App Mesh controller',
    names: ['*appmesh*', '*app-mesh*'],
    source: 'aws/aws-app-mesh-controller-for-k8s#774',
  },
  {
    product: 'the EKS pod identity webhook',
    names: ['*pod-identity-webhook*'],
    source: 'aws/amazon-eks-pod-identity-webhook#208',
  },
  {product: 'an old Datadog cluster agent', names: ['*datadog*'], source: 'DataDog/datadog-operator#1116'},
  {
    product: 'an old Azure Workload Identity webhook',
    names: ['*azure-wi*', '*azure-workload-identity*'],
    source: 'Azure/azure-workload-identity#1312',
  },
  {product: 'an old OpenTelemetry operator', names: ['*opentelemetry*', '*otel*'], source: 'istio/istio#49054'},
  {product: 'an old k8s-image-swapper', names: ['*image-swapper*'], source: 'k8s-image-swapper before 1.5.10'},
  {product: 'the ArangoDB operator', names: ['*arangodb*'], source: 'arangodb/kube-arangodb#1677'},
  {
    product: 'the injector of Cloud Run for Anthos',
    names: ['*.crfa.internal.knative.dev'],
    source: 'GoogleCloudPlatform/gcs-fuse-csi-driver#322',
  },
  {
    product: "GKE's webhook for workload certificates",
    names: ['*spiffe.gke.io*'],
    source: 'the known issues of the GCS FUSE CSI driver',
  },
  {product: 'gtoken', names: ['*gtoken*'], source: 'the known issues of the GCS FUSE CSI driver'},
  {
    product: "KubeSphere's log sidecar injector",
    names: ['*logsidecar*'],
    source: 'the known issues of the GCS FUSE CSI driver',
  },
];

/** Those of the webhook configurations that are known for it, each with its product. */
export function strippersAmong(names: readonly string[]): readonly {readonly name: string; readonly by: Stripper}[] {
  return names.flatMap(name => {
    const by = STRIPPERS.find(each => each.names.some(glob => matchesGlob(glob, name)));
    return by === undefined ? [] : [{name, by}];
  });
}
