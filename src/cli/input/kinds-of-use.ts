import {WORKLOAD_KINDS} from '../../domain/workload.ts';

/** Kinds that have no namespace. */
export const CLUSTER_KINDS: ReadonlySet<string> = new Set([
  'ClusterSidecarPolicy',
  'Namespace',
  'Node',
  'ClusterPolicy',
  'ConstraintTemplate',
  'ValidatingPolicy',
  'ValidatingAdmissionPolicy',
]);

/** Kinds that a decision can depend on; documents of others are passed over unread. */
export const KINDS_OF_USE: ReadonlySet<string> = new Set([
  ...WORKLOAD_KINDS,
  ...CLUSTER_KINDS,
  'SidecarPolicy',
  'Service',
  'NetworkPolicy',
  'HorizontalPodAutoscaler',
  'ScaledObject',
  'VerticalPodAutoscaler',
  'PodDisruptionBudget',
  'PrometheusRule',
  'Policy',
]);
