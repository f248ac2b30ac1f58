import {assessPod} from '../../domain/jobs/assess.ts';
import type {Assessment, Ending} from '../../domain/jobs/assessment.ts';
import {assessSettings, mayFinish} from '../../domain/jobs/enforcement.ts';
import {governing, type PodOwners} from '../../domain/jobs/governing.ts';
import {holdOf} from '../../domain/jobs/hold.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import {stuckPod, type StuckPod} from '../../domain/jobs/stuck-pod.ts';
import type {Policy} from '../../domain/policy.ts';
import type {JobWorld} from './ports.ts';
import type {Sightings} from './sightings.ts';

/** What one look at a pod comes to. */
export interface Observation {
  /** What it counts as, by key of the policies under which it is stuck. */
  readonly stuck: ReadonlyMap<string, StuckPod>;
  readonly next: NextStep;
}

export type NextStep =
  /** Until something changes. */
  | {readonly type: 'Nothing'}
  /** Look again at this time, ms since the epoch. */
  | {readonly type: 'Wait'; readonly until: number}
  | {readonly type: 'Finish'; readonly policy: Policy; readonly ending: Ending};

const NOTHING: Observation = {stuck: new Map(), next: {type: 'Nothing'}};

/** Gathers from memory and decides; asks for nothing and writes nothing. `now` in ms since the epoch. */
export function observe(pod: JobPodView, world: JobWorld, sightings: Sightings, now: number): Observation {
  const owners = ownersOf(pod, world);
  if (owners === undefined) return NOTHING;
  const {enforcing, auditing} = governing(pod, owners, world.policies(pod.namespace));
  const policies = enforcing === undefined ? auditing : [enforcing, ...auditing];
  const assessments = new Map(policies.map(policy => [policy, assess(pod, policy, sightings, now)]));
  const circumstances = {nodeIsWell: world.nodeIsWell(pod.nodeName), failureRules: owners.job.failureRules ?? []};
  const stuck = [...assessments].flatMap(([{key}, assessment]): [string, StuckPod][] =>
    assessment.type === 'Stuck' ? [[key, stuckPod(pod, owners, assessment, holdOf(assessment, circumstances))]] : [],
  );
  const next = nextStep(assessments, enforcing);
  const held = next.type === 'Finish' && holdOf(next.ending, circumstances) !== undefined;
  return {stuck: new Map(stuck), next: held ? NOTHING.next : next};
}

/** Undefined: the Job or namespace is not in the stores, so it is not known whose the pod is. */
function ownersOf({namespace, job: {name, uid}}: JobPodView, world: JobWorld): PodOwners | undefined {
  const job = world.job(namespace, name);
  const namespaceLabels = world.namespaceLabels(namespace);
  if (job?.uid !== uid || namespaceLabels === undefined) return undefined;
  const cronJob = job.cronJob === undefined ? undefined : world.cronJob(namespace, job.cronJob);
  return {job, namespaceLabels, ...(cronJob === undefined ? {} : {cronJob})};
}

function assess(pod: JobPodView, policy: Policy, sightings: Sightings, now: number): Assessment {
  const settings = assessSettings(policy);
  const reported = assessPod(pod, policy.sidecars, settings, now);
  const seen = sightings.note(pod, policy.key, reported, now);
  return seen === undefined ? reported : assessPod(pod, policy.sidecars, {...settings, seen}, now);
}

function nextStep(assessments: ReadonlyMap<Policy, Assessment>, enforcing: Policy | undefined): NextStep {
  const enforced = enforcing === undefined ? undefined : assessments.get(enforcing);
  if (enforcing !== undefined && enforced?.type === 'Stuck' && mayFinish(enforcing, enforced)) {
    return {type: 'Finish', policy: enforcing, ending: enforced};
  }
  const untils = [...assessments.values()].flatMap(one => (one.type === 'Waiting' ? [one.until] : []));
  return untils.length === 0 ? {type: 'Nothing'} : {type: 'Wait', until: Math.min(...untils)};
}
