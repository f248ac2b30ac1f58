import {wholeCatalog} from '../cli/verdict/whole-catalog.ts';
import type {PodOwners} from '../domain/jobs/governing.ts';
import type {JobPodView} from '../domain/jobs/pod-view.ts';
import {hangsNow, type HangingPod} from '../domain/jobs/stuck-now.ts';
import type {Policy} from '../domain/policy.ts';
import type {Surroundings} from './read/surroundings.ts';
import type {ReadJobs} from './read/workloads.ts';

export interface HangingContext {
  readonly policies: readonly Policy[];
  readonly surroundings: Surroundings;
  /** ms since the epoch. */
  readonly now: number;
}

/** The pods of Jobs that hang; where no policy has a rule for one, by what the catalog knows. */
export function hangingPods(jobs: ReadJobs, context: HangingContext): readonly HangingPod[] {
  const catalog = wholeCatalog();
  return jobs.pods.flatMap(pod => {
    const owners = ownersOf(pod, jobs, context);
    if (owners === undefined) return [];
    const moment = {now: context.now, nodeIsWell: context.surroundings.nodeIsWell(pod.nodeName)};
    const policies = context.policies.filter(({namespace = pod.namespace}) => namespace === pod.namespace);
    return hangsNow(pod, owners, policies, moment) ?? hangsNow(pod, owners, [catalog], moment) ?? [];
  });
}

/** Undefined: its Job is gone, or is another one of the same name. */
function ownersOf(pod: JobPodView, {jobs, cronJobs}: ReadJobs, {surroundings}: HangingContext): PodOwners | undefined {
  const job = jobs.get(`${pod.namespace}/${pod.job.name}`);
  if (job?.uid !== pod.job.uid) return undefined;
  const cronJob = job.cronJob === undefined ? undefined : cronJobs.get(`${pod.namespace}/${job.cronJob}`);
  const namespaceLabels = surroundings.namespaceLabels.get(pod.namespace) ?? {};
  return {job, namespaceLabels, ...(cronJob === undefined ? {} : {cronJob})};
}
