import type {Facts} from '../../domain/facts.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Workload} from '../../domain/workload.ts';

/** What the webhook decides from; all from memory, since the API server waits. */
export interface WebhookWorld {
  /** All policies that may reach into the namespace, whatever their mode. */
  policiesOf(namespace: string): readonly Policy[];
  factsOf(namespace: string): Facts;
  /** By `kind/namespace/name`; undefined: there is none, or it has not been seen yet. */
  workloadOf(key: string): Workload | undefined;
}
