import type {Policy} from '../policy.ts';
import type {PodKind} from './pod-kind.ts';

/**
 * Whether pods of this kind are within the policy's target. A Job's pods do not show whether it comes from a CronJob, so
 * a policy for one of the two takes in both.
 */
export function targetsPodsOf({target}: Policy, kind: PodKind): boolean {
  return target.kinds.includes(kind) || (kind === 'Job' && target.kinds.includes('CronJob'));
}

/**
 * Whether the policy converts such pods when they are created, or only keeps other policies from them: a suspended one
 * starts nothing, and with delivery Template it is the stored template that is converted, where there is one to write.
 */
export function convertsPodsOf({conversion, suspend, target}: Policy, kind: PodKind): boolean {
  if (suspend) return false;
  if (conversion.delivery !== 'Template') return true;
  return (kind === 'Job' || kind === 'Pod') && target.kinds.includes(kind);
}
