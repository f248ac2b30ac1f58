import type {PodPolicyScope} from '../../admission/pods/unit.ts';
import type {Policy} from '../../domain/policy.ts';

/** What pod delivery asks the rest of the operator. */
export interface PodDeliveryWorld {
  /** All policies, whatever their mode. */
  allPolicies(): readonly Policy[];
  /**
   * The one place that stops pod delivery for a policy: it has stopped by itself after too many failures, or people have
   * paused it. Its pods stay as they are, also for other policies.
   */
  isWithdrawn(policy: Policy): boolean;
  /** All workloads have been looked at under this very version of the policy, so that its exclusions are known. */
  isSwept(policy: Policy): boolean;
  /** Names of the webhooks that are asked a second time about pods of the scope. */
  reinvokedIn(scope: PodPolicyScope): readonly string[];
  /** What is to be said in the status of policies may have changed. */
  tellPolicies(): void;
  /** Looks at every workload again. */
  lookAtAll(signal: AbortSignal): Promise<void>;
}
