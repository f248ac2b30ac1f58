import type {Clock} from '../../runtime/clock.ts';
import {inSlices} from '../../runtime/in-slices.ts';
import {TimeSlice} from '../../runtime/time-slice.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import type {Worker} from '../../runtime/manager.ts';
import type {Result} from '../../runtime/result.ts';
import type {WorkQueue} from '../../runtime/workqueue.ts';
import {JobController} from './job-controller.ts';
import {JobLedger} from './job-ledger.ts';
import {LedgerMetrics} from './ledger-metrics.ts';
import {Pace} from './pace.ts';
import type {JobMetrics, JobNews, JobWorld, PodApi} from './ports.ts';

export interface JobsOptions {
  readonly world: JobWorld;
  readonly api: PodApi;
  readonly news: JobNews;
  readonly metrics: JobMetrics;
  /** The queue that the controller works off. */
  readonly queue: Pick<WorkQueue, 'add' | 'depth'>;
  readonly clock: Clock;
  /** Pods a second. */
  readonly finalizeRate: number;
  readonly dryRun: boolean;
}

export interface Jobs {
  /** What status and metrics read; call `removePolicy` when a policy is gone. */
  readonly ledger: JobLedger;
  /** For the controller; keys `namespace/name` of pods. */
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<Result>;
  /** Once the stores are complete, before the workers: looks at every pod, writes nothing, and adds them to the queue. */
  readonly begin: (signal: AbortSignal) => Promise<void>;
  /** To run beside the controller. */
  readonly workers: readonly Worker[];
}

/** Puts the parts about stuck Jobs together. */
export function createJobs(options: JobsOptions): Jobs {
  const {clock, queue, metrics, finalizeRate} = options;
  const ledger = new JobLedger(clock);
  const pace = new Pace({clock, rate: finalizeRate, wake: key => queue.add(key), gathering: () => queue.depth > 0});
  const controller = new JobController({...options, ledger, pace});
  const pacer: Worker = {name: 'pace of jobs', start: () => pace.start(), stop: async () => pace.stop()};
  return {
    ledger,
    reconcile: async (key, context) => controller.reconcile(key, context),
    begin: async signal => {
      await controller.begin(signal);
      await inSlices(new TimeSlice(clock), options.world.pods(), ({namespace, name}) =>
        queue.add(`${namespace}/${name}`, 'Low'),
      );
    },
    workers: [pacer, new LedgerMetrics({ledger, metrics, clock})],
  };
}
