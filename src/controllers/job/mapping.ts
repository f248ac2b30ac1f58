import type {CronJobView} from '../../domain/jobs/cron-job-view.ts';
import {enforcedSince} from '../../domain/jobs/enforcement.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import type {JobView} from '../../domain/jobs/job-view.ts';
import {sameJson} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';

/** Which changes make pods of Jobs worth another look. A change of the pod itself always does. */

/** All pods in the policy's reach. Its status counts only in that Enforce has begun. */
export function policyMattersToJobs(before: Policy | undefined, after: Policy | undefined): boolean {
  return !sameJson(policyParts(before), policyParts(after));
}

/** The pods of the Job; its counts only change what a Job would do next, which is seen at the next look. */
export function jobMattersToPods(before: JobView | undefined, after: JobView | undefined): boolean {
  return before?.uid !== after?.uid || before?.skip !== after?.skip || before?.cronJob !== after?.cronJob;
}

/** The pods of all the CronJob's Jobs. */
export function cronJobMattersToPods(before: CronJobView | undefined, after: CronJobView | undefined): boolean {
  return before?.skip !== after?.skip || before?.claim !== after?.claim;
}

/** Keys of the pods that a policy may reach, finished ones left out. */
export function podsInReach(policy: Policy, pods: Iterable<JobPodView>): readonly string[] {
  const keys: string[] = [];
  for (const {namespace, name, phase} of pods) {
    if (policy.namespace !== undefined && policy.namespace !== namespace) continue;
    if (phase === 'Running' || phase === 'Pending') keys.push(`${namespace}/${name}`);
  }
  return keys;
}

/** Keys of the pods that wait for their node. */
export function podsOnNode(node: string, pods: Iterable<JobPodView>): readonly string[] {
  const keys: string[] = [];
  for (const {namespace, name, phase, nodeName} of pods) {
    if (nodeName === node && phase === 'Running') keys.push(`${namespace}/${name}`);
  }
  return keys;
}

function policyParts(policy: Policy | undefined): unknown {
  if (policy === undefined) return undefined;
  const {uid, target, sidecars, jobs, suspend, deleting} = policy;
  return {uid, target, sidecars, jobs, suspend, deleting, since: enforcedSince(policy) ?? null};
}
