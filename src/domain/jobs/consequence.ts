import type {Ending} from './assessment.ts';
import type {CronJobView} from './cron-job-view.ts';
import type {JobView} from './job-view.ts';

/** What may run as soon as a stuck pod is finished: why its backlog is not worked off unasked. */
export const CONSEQUENCES = [
  /** Nothing. */
  'None',
  /** The Job has retries left for the pod that counts as failed: its main containers run again. */
  'MayRunAgain',
  /** The Job has completions left that waited for this pod. */
  'RunsNextCompletion',
  /** The CronJob (`concurrencyPolicy: Forbid`) waited for this run, and starts one that it has missed. */
  'MayRunMissed',
] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

/** What the Job controller and the CronJob controller would do next (pkg/controller/job, pkg/controller/cronjob). */
export function consequenceOf(phase: Ending['phase'], job: JobView, cronJob: CronJobView | undefined): Consequence {
  if (job.finished || job.suspended) return 'None';
  if (phase === 'Failed' && bearsFailure(job)) return 'MayRunAgain';
  if (phase === 'Succeeded' && hasCompletionsLeft(job)) return 'RunsNextCompletion';
  return cronJob?.forbids === true && !cronJob.suspended ? 'MayRunMissed' : 'None';
}

/** A Job fails once more pods have failed than `backoffLimit`. */
function bearsFailure({backoffLimit, failed}: JobView): boolean {
  return backoffLimit === 'Unknown' || failed + 1 <= backoffLimit;
}

function hasCompletionsLeft({completions, active, succeeded}: JobView): boolean {
  return completions !== undefined && succeeded + active < completions;
}
