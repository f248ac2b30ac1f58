/** Names that users see on objects (design: API group, labels, annotations, finalizers). */
export const GROUP = 'outrigger.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

/** The ServiceAccount's home; never a target of a ClusterSidecarPolicy unless named there. */
export const OPERATOR_NAMESPACE = 'outrigger-system';

/** Namespaces that a ClusterSidecarPolicy leaves out unless its selector names them by `kubernetes.io/metadata.name`. */
export const PROTECTED_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', OPERATOR_NAMESPACE] as const;

/** Label on a namespace, workload or pod template: `"true"` leaves it alone. */
export const SKIP_LABEL = `${GROUP}/skip`;

/** Marks on a converted workload's own metadata, never on its template: that would roll it. */
export const POLICY_ANNOTATION = `${GROUP}/policy`;
export const RECORD_ANNOTATION = `${GROUP}/record`;
export const CONVERTED_AT_ANNOTATION = `${GROUP}/converted-at`;
/** On a workload: the annotations of its pod template that Outrigger has set to tell injectors (ADR 0016), by commas. */
export const DELEGATED_ANNOTATION = `${GROUP}/delegated`;
/** Left on a workload that was put back: why, and by which policy generation on which template (ADR 0008). */
export const FAILED_ANNOTATION = `${GROUP}/failed`;
/** Left on a workload whose pods were restarted so that they are converted: by which policy generation, and when (ADR 0020). */
export const RESTARTED_ANNOTATION = `${GROUP}/restarted`;
/** On a pod template, by `kubectl rollout restart` and everybody else who restarts its pods: RFC 3339. */
export const TEMPLATE_RESTARTED_ANNOTATION = 'kubectl.kubernetes.io/restartedAt';
/** On a pod that was converted when it was created, for whoever wonders at night: `SidecarPolicy shop/shop`. */
export const CONVERTED_BY_ANNOTATION = `${GROUP}/converted-by`;
/** On a pod while it is being created, between the two runs of a careful pod policy (ADR 0023); never on a stored one. */
export const LOOKED_ANNOTATION = `${GROUP}/looked`;

/** On a policy: it is paused, whatever its spec says; on Outrigger's namespace: everything is. Since when, by whom, why. */
export const PAUSED_ANNOTATION = `${GROUP}/paused`;

/** Where `kubectl apply` (client-side) keeps the manifest that it applied last. */
export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** Marks on the pod of a stuck Job that was finished. */
export const FINALIZED_ANNOTATION = `${GROUP}/finalized`;
export const FINALIZED_CONDITION = `${GROUP}/Finalized`;

/** Keeps a policy with `onDelete: Revert` until its workloads are put back. */
export const REVERT_FINALIZER = `${GROUP}/revert`;

export const FIELD_MANAGER = 'outrigger';

/** Over this many bytes the record would crowd the object's annotations (limit of all: 256 KiB). */
export const RECORD_MAX_BYTES = 8 * 1024;
