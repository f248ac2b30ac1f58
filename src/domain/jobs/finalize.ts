import {FINALIZED_ANNOTATION, FINALIZED_CONDITION} from '../../api/constants.ts';
import type {JsonObject} from '../json.ts';
import type {Ending} from './assessment.ts';
import {parseAttempt, printAttempt, rfc3339} from './attempt.ts';
import type {JobPodView} from './pod-view.ts';

/** Reasons of the pod condition `outrigger.dev/Finalized`, by the phase that the pod was given. */
export const FINALIZED_REASONS = {Succeeded: 'MainContainersSucceeded', Failed: 'MainContainersFailed'} as const;

/**
 * The strategic merge patch of `pods/status` that finishes a pod. Phase and annotation go in one request: the kubelet
 * does not look at a pod whose status alone has changed, writes Running back and never stops the sidecar. The
 * annotation's value differs from try to try for the same reason. The resourceVersion makes sure that the pod is
 * still the one that was judged.
 * @param policy key of the policy in whose name it is done
 * @param now ms since the epoch
 */
export function finalizePatch(view: JobPodView, ending: Ending, policy: string, now: number): JsonObject {
  const number = (parseAttempt(view.finalized)?.number ?? 0) + 1;
  return {
    metadata: {
      resourceVersion: view.resourceVersion,
      annotations: {[FINALIZED_ANNOTATION]: printAttempt({number, at: now})},
    },
    status: {
      phase: ending.phase,
      conditions: [
        {
          type: FINALIZED_CONDITION,
          status: 'True',
          reason: FINALIZED_REASONS[ending.phase],
          message: finalizedMessage(ending, policy),
          lastTransitionTime: rfc3339(now),
        },
      ],
    },
  };
}

/** One sentence for `kubectl describe`, Events and logs. */
export function finalizedMessage({phase, sidecars, endedAt}: Ending, policy: string): string {
  const mains =
    phase === 'Succeeded' ? 'All main containers had succeeded' : 'The main containers had ended, not all well,';
  const names =
    sidecars.length === 1
      ? `only the sidecar ${sidecars[0]} still ran`
      : `only the sidecars ${sidecars.join(', ')} still ran`;
  return `${mains} by ${rfc3339(endedAt)} and ${names}, so policy ${policy} let the pod count as ${phase}.`;
}
