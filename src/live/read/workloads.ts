import type {FoundWorkload} from '../../cli/input/gather.ts';
import {projectCronJob, type CronJobView} from '../../domain/jobs/cron-job-view.ts';
import {projectJob, type JobView} from '../../domain/jobs/job-view.ts';
import {projectJobPod, type JobPodView} from '../../domain/jobs/pod-view.ts';
import type {JsonObject} from '../../domain/json.ts';
import {controllerOf} from '../../domain/owner.ts';
import {isPodOver} from '../../domain/pod-over.ts';
import type {TemplateKind} from '../../domain/template-kinds.ts';
import {workloadOf, type WorkloadKind} from '../../domain/workload.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Scope} from '../scope.ts';
import type {Listing, Reader} from './reader.ts';

/** What runs. Of pods there may be very many, so only what is asked about them is kept. */
export interface ReadWorkloads {
  readonly workloads: readonly FoundWorkload[];
  /** Absent: pods or Jobs could not be read, so it is not known which hang. */
  readonly jobs?: ReadJobs;
}

export interface ReadJobs {
  readonly pods: readonly JobPodView[];
  /** By `namespace/name`. */
  readonly jobs: ReadonlyMap<string, JobView>;
  readonly cronJobs: ReadonlyMap<string, CronJobView>;
}

/** @param where what stands for the file in which a workload was found */
export async function readWorkloads(reader: Reader, {namespace}: Scope, where: string): Promise<ReadWorkloads> {
  const [deployments, statefulSets, daemonSets, cronJobs, jobs, pods] = await Promise.all([
    listFound(reader, 'Deployment', {namespace, where}),
    listFound(reader, 'StatefulSet', {namespace, where}),
    listFound(reader, 'DaemonSet', {namespace, where}),
    reader.list(RESOURCES.CronJob, {
      namespace,
      take: object => ({workload: foundAs('CronJob', object, where), view: projectCronJob(object)}),
    }),
    reader.list(RESOURCES.Job, {namespace, take: object => jobFrom(object, where)}),
    reader.list(RESOURCES.Pod, {
      namespace,
      fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
      take: object => podFrom(object, where),
    }),
  ]);
  const others = [...objectsOf(cronJobs), ...objectsOf(jobs), ...objectsOf(pods)].flatMap(
    ({workload}) => workload ?? [],
  );
  const known = pods.type === 'Read' && jobs.type === 'Read';
  return {
    workloads: [...deployments, ...statefulSets, ...daemonSets, ...others],
    ...(known ? {jobs: jobsFrom(objectsOf(pods), objectsOf(jobs), objectsOf(cronJobs))} : {}),
  };
}

/** All workloads of a kind; none where they may not be read. */
export async function listFound(
  reader: Reader,
  kind: TemplateKind,
  {namespace, where}: Scope & {readonly where: string},
): Promise<readonly FoundWorkload[]> {
  const listing = await reader.list(RESOURCES[kind], {namespace, take: object => foundAs(kind, object, where)});
  return objectsOf(listing);
}

/** A workload of a cluster, as commands for files know it. */
export function foundAs(kind: WorkloadKind, object: JsonObject, where: string): FoundWorkload {
  const workload = workloadOf(kind, object);
  return {object, origin: {file: where}, documentIndex: 0, document: object, itemPath: [], workload};
}

interface TakenJob {
  readonly view: JobView;
  readonly workload?: FoundWorkload;
}

/** An unfinished Job is a workload of its own where nothing controls it; one of a CronJob is not. */
function jobFrom(object: JsonObject, where: string): TakenJob {
  const view = projectJob(object);
  const isWorkload = controllerOf(object) === undefined && !view.finished;
  return {view, ...(isWorkload ? {workload: foundAs('Job', object, where)} : {})};
}

interface TakenPod {
  readonly job?: JobPodView;
  readonly workload?: FoundWorkload;
}

/** A pod that stands alone is a workload; of others only those of Jobs are of interest. */
function podFrom(object: JsonObject, where: string): TakenPod | undefined {
  if (isPodOver(object)) return undefined;
  if (controllerOf(object) === undefined) return {workload: foundAs('Pod', object, where)};
  const job = projectJobPod(object);
  return job === undefined ? undefined : {job};
}

function objectsOf<T>(listing: Listing<T>): readonly T[] {
  return listing.type === 'Read' ? listing.objects : [];
}

function jobsFrom(
  pods: readonly TakenPod[],
  jobs: readonly TakenJob[],
  cronJobs: readonly {readonly view: CronJobView}[],
): ReadJobs {
  return {
    pods: pods.flatMap(({job}) => job ?? []),
    jobs: byName(jobs),
    cronJobs: byName(cronJobs),
  };
}

function byName<T extends {readonly namespace: string; readonly name: string}>(
  taken: readonly {readonly view: T}[],
): ReadonlyMap<string, T> {
  return new Map(taken.map(({view}) => [`${view.namespace}/${view.name}`, view]));
}
