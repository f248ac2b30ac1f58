import {FIELD_MANAGER} from '../../api/constants.ts';
import {projectJob, type JobView} from '../../domain/jobs/job-view.ts';
import {controllerOf} from '../../domain/owner.ts';
import {workloadView, type WorkloadView} from './workload-view.ts';

/** What the store keeps of a Job; the template only where it is a workload of its own. */
export interface JobEntry {
  readonly resourceVersion: string;
  readonly job: JobView;
  /** An unfinished Job that nothing controls. */
  readonly workload?: WorkloadView;
}

export function jobEntry(object: unknown): JobEntry {
  const job = projectJob(object);
  const isWorkload = controllerOf(object) === undefined && !job.finished;
  return {
    resourceVersion: job.resourceVersion,
    job,
    ...(isWorkload ? {workload: workloadView('Job', object, FIELD_MANAGER)} : {}),
  };
}
