import type {Policy} from '../policy.ts';
import {assessPod} from './assess.ts';
import type {Ending} from './assessment.ts';
import {assessSettings} from './enforcement.ts';
import {governing, type PodOwners} from './governing.ts';
import {holdOf} from './hold.ts';
import type {JobPodView} from './pod-view.ts';
import {stuckPod, type StuckPod} from './stuck-pod.ts';

/** A pod of a Job that hangs on its sidecars. */
export interface HangingPod extends StuckPod {
  readonly pod: JobPodView;
  /** `Kind/namespace/name` of the CronJob, or of the Job that has none. */
  readonly workload: string;
  /** The policy by whose rules it hangs. */
  readonly policy: Policy;
  /** Names of the classic sidecars that hold it. */
  readonly sidecars: readonly string[];
}

export interface Moment {
  /** ms since the epoch. */
  readonly now: number;
  readonly nodeIsWell: boolean;
}

/**
 * Whether a pod hangs, by one look at the cluster: `finishedAt` is believed, as nothing else is known. Of several
 * policies the one that may finish it counts, else the first.
 */
export function hangsNow(
  pod: JobPodView,
  owners: PodOwners,
  policies: readonly Policy[],
  {now, nodeIsWell}: Moment,
): HangingPod | undefined {
  const {enforcing, auditing} = governing(pod, owners, policies);
  for (const policy of enforcing === undefined ? auditing : [enforcing, ...auditing]) {
    const assessment = assessPod(pod, policy.sidecars, assessSettings(policy), now);
    if (assessment.type !== 'Stuck') continue;
    const hold = holdOf(assessment, {nodeIsWell, failureRules: owners.job.failureRules ?? []});
    return {...hanging(pod, owners, assessment), ...stuckPod(pod, owners, assessment, hold), policy};
  }
  return undefined;
}

function hanging(pod: JobPodView, {job}: PodOwners, {sidecars}: Ending): Omit<HangingPod, keyof StuckPod | 'policy'> {
  const {namespace, name, cronJob} = job;
  return {
    pod,
    sidecars,
    workload: cronJob === undefined ? `Job/${namespace}/${name}` : `CronJob/${namespace}/${cronJob}`,
  };
}
