import type {PodKind} from '../../domain/pods/pod-kind.ts';
import type {Policy} from '../../domain/policy.ts';

/** What one pod policy is compiled from: everything that may govern the pods of the namespaces in its scope. */
export interface PodPolicyUnit {
  readonly scope: PodPolicyScope;
  /** Those in Enforce and not being deleted, SidecarPolicies before ClusterSidecarPolicies (see `unitsOf`). */
  readonly policies: readonly Policy[];
  readonly exclusions: readonly Exclusion[];
  /** Webhooks that are asked a second time about pods in its scope (`reinvokedWebhooksOf`); absent: none. */
  readonly reinvoked?: readonly string[];
}

export type PodPolicyScope =
  | {readonly type: 'Namespace'; readonly namespace: string}
  /** Every namespace but these, which have a pod policy of their own. */
  | {readonly type: 'Cluster'; readonly except: readonly string[]};

/**
 * Pods that must stay as they are although a rule matches: those of a workload that is blocked, has failed or is
 * opted out, which cannot be seen from a pod. A pod is told by its workload's name where that stays, else by the labels
 * of its template: Jobs and bare pods come again under other names.
 */
export type Exclusion = {readonly namespace: string; readonly kind: PodKind} & (
  | {readonly workload: string}
  /** Name of the CronJob whose Jobs' pods are meant. */
  | {readonly cronJob: string}
  | {readonly labels: Readonly<Record<string, string>>}
);
