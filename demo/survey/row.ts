/** One workload in the table. */
export interface Row {
  readonly namespace: string;
  /** As kubectl takes it, such as `deployment/checkout`. */
  readonly workload: string;
  /** Of a policy's states, or `stuck` and `finished` of a Job that hung; empty: no policy selects it. */
  readonly state: string;
  readonly reason: string;
  /** Those that a policy's rules match, such as `1 classic`. */
  readonly sidecars: string;
  /** Pods that are ready, or how the Job is doing. */
  readonly pods: string;
  /** Its pods are as far as they get by themselves. */
  readonly up: boolean;
  /** A Job that hangs: when its last main container ended, ms since the epoch. */
  readonly stuckSince?: number;
}

export const rowKey = ({namespace, workload}: Row): string => `${namespace}/${workload}`;
