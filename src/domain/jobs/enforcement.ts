import {stringAt} from '../json.ts';
import type {Policy} from '../policy.ts';
import type {AssessSettings} from './assess.ts';
import type {Ending} from './assessment.ts';

/**
 * When the policy began to enforce, as its status says; ms since the epoch. Undefined: it does not, or it has not
 * been written down yet. Only what is written down counts, since a restart must not take old pods for new ones.
 */
export function enforcedSince({jobs, status}: Policy): number | undefined {
  const since = jobs.mode === 'Enforce' ? Date.parse(stringAt(status, 'jobs', 'enforcedSince') ?? '') : Number.NaN;
  return Number.isNaN(since) ? undefined : since;
}

/** Whether the policy that governs a stuck pod lets it be finished now. */
export function mayFinish(policy: Policy, {backlog}: Ending): boolean {
  if (policy.suspend || policy.deleting || enforcedSince(policy) === undefined) return false;
  return !backlog || policy.jobs.backlog === 'Enforce';
}

/** By what a policy judges the pods of Jobs, as it is written down. */
export function assessSettings(policy: Policy): AssessSettings {
  const since = enforcedSince(policy);
  return {waitSeconds: policy.jobs.waitSeconds, ...(since === undefined ? {} : {enforcedSince: since})};
}
