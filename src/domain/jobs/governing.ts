import {NO_FACTS} from '../facts.ts';
import {byPrecedence} from '../governance.ts';
import type {Policy} from '../policy.ts';
import {select} from '../select.ts';
import {matchesTarget, skipLabel} from '../target.ts';
import type {Workload} from '../workload.ts';
import type {CronJobView} from './cron-job-view.ts';
import type {JobView} from './job-view.ts';
import type {JobPodView} from './pod-view.ts';

/** What a pod of a Job belongs to. */
export interface PodOwners {
  readonly job: JobView;
  /** Absent: the Job has none, or it is gone. */
  readonly cronJob?: CronJobView;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/** Who has a say about a pod of a Job, by `jobs.mode`; `conversion.mode` does not matter. */
export interface Governance {
  /** The one policy that may finish it. It may be suspended, and then keeps others from it. */
  readonly enforcing?: Policy;
  /** Policies that count it if it is stuck, each as if it were alone. */
  readonly auditing: readonly Policy[];
}

/**
 * The policies that take in a pod as one of its CronJob or Job and have a rule for one of its containers. Of several
 * that enforce the one that has converted the CronJob has it, else the first by precedence.
 */
export function governing(pod: JobPodView, owners: PodOwners, policies: readonly Policy[]): Governance {
  const workload = workloadOfPod(pod, owners.job);
  const facts = {...NO_FACTS, namespaceLabels: owners.namespaceLabels};
  if (owners.job.skip || owners.cronJob?.skip === true || skipLabel(workload, facts)) return {auditing: []};
  const matching = policies.filter(
    policy =>
      policy.jobs.mode !== 'Off' &&
      !policy.deleting &&
      matchesTarget(workload, policy, facts) &&
      select(workload.template.spec, policy.sidecars).candidates.length > 0,
  );
  const claiming = matching.filter(policy => policy.jobs.mode === 'Enforce').sort(byPrecedence);
  const enforcing = claiming.find(policy => policy.key === owners.cronJob?.claim) ?? claiming[0];
  return {
    ...(enforcing === undefined ? {} : {enforcing}),
    auditing: matching.filter(policy => policy.jobs.mode === 'Audit'),
  };
}

/** A pod's labels are its template's, once those that controllers add are left out (as the view does). */
function workloadOfPod(pod: JobPodView, job: JobView): Workload {
  const {namespace, labels} = pod;
  const containers = pod.containers.map(({name, image}) => ({name, image}));
  return {
    kind: job.cronJob === undefined ? 'Job' : 'CronJob',
    metadata: {namespace, name: job.cronJob ?? job.name},
    template: {metadata: {labels}, spec: {containers}},
  };
}
