import {jobEntry} from '../../src/controllers/views/job-view.ts';
import {assessPod} from '../../src/domain/jobs/assess.ts';
import type {Ending} from '../../src/domain/jobs/assessment.ts';
import {projectCronJob} from '../../src/domain/jobs/cron-job-view.ts';
import {enforcedSince, mayFinish} from '../../src/domain/jobs/enforcement.ts';
import {governing} from '../../src/domain/jobs/governing.ts';
import type {JobPodView} from '../../src/domain/jobs/pod-view.ts';
import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import type {Policy} from '../../src/domain/policy.ts';
import type {DemoWorld} from './world.ts';

/** The reason of a stuck Job that a policy finishes now. */
export const BEING_FINISHED = 'BeingFinished';

/** How a Job is doing. */
export type JobState =
  | {readonly type: 'Finished'; readonly how: 'Complete' | 'Failed'; readonly by: 'Itself' | 'Outrigger'}
  /** Only its sidecars keep it. `since`: ms since the epoch. */
  | {readonly type: 'Stuck'; readonly since: number; readonly reason: string}
  /** Its pod was finished by Outrigger, and the Job controller has not said so yet. */
  | {readonly type: 'Ending'}
  | {readonly type: 'Running'};

export function jobStateOf(object: JsonObject, world: DemoWorld, cronJob: JsonObject | undefined): JobState {
  const {job} = jobEntry(object);
  const pods = world
    .podsUnder(`Job/${job.namespace}/${job.name}`)
    .flatMap(({view}) => (view.type === 'Job' ? [view.job] : []));
  const finalized = pods.some(pod => pod.finalized !== undefined);
  const how = endOf(object);
  if (how !== undefined) return {type: 'Finished', how, by: finalized ? 'Outrigger' : 'Itself'};
  if (finalized) return {type: 'Ending'};
  const owners = {
    job,
    namespaceLabels: world.factsOf(job.namespace).namespaceLabels,
    ...(cronJob === undefined ? {} : {cronJob: projectCronJob(cronJob)}),
  };
  const policies = world.policiesOf(job.namespace);
  const stuck = pods.map(pod => {
    const {enforcing, auditing} = governing(pod, owners, policies);
    return stuckUnder(pod, enforcing ?? auditing[0]);
  });
  return stuck.find(state => state !== undefined) ?? {type: 'Running'};
}

function endOf(job: JsonObject): 'Complete' | 'Failed' | undefined {
  const has = (type: string): boolean =>
    objectsAt(job, 'status', 'conditions').some(each => each['type'] === type && each['status'] === 'True');
  if (has('Complete')) return 'Complete';
  return has('Failed') ? 'Failed' : undefined;
}

function stuckUnder(pod: JobPodView, policy: Policy | undefined): JobState | undefined {
  if (policy === undefined) return undefined;
  const since = enforcedSince(policy);
  const {waitSeconds} = policy.jobs;
  const settings = {waitSeconds, ...(since === undefined ? {} : {enforcedSince: since})};
  const assessment = assessPod(pod, policy.sidecars, settings, Date.now());
  if (assessment.type === 'NotStuck') return undefined;
  return {type: 'Stuck', since: assessment.endedAt, reason: reasonOf(policy, assessment)};
}

function reasonOf(policy: Policy, ending: Ending): string {
  if (policy.jobs.mode !== 'Enforce') return 'AuditOnly';
  if (mayFinish(policy, ending)) return BEING_FINISHED;
  return policy.suspend ? 'PolicySuspended' : 'Backlog';
}
