import {WORKLOAD_KINDS} from '../../domain/workload.ts';

/** Kinds that a decision can depend on; documents of others are passed over unread. */
export const KINDS_OF_USE: ReadonlySet<string> = new Set([
  ...WORKLOAD_KINDS,
  'SidecarPolicy',
  'ClusterSidecarPolicy',
  'Namespace',
  'Node',
  'Service',
  'NetworkPolicy',
  'HorizontalPodAutoscaler',
  'VerticalPodAutoscaler',
  'PodDisruptionBudget',
]);
