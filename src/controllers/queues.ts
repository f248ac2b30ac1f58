import {fromKey} from '../kube/key.ts';
import type {Clock} from '../runtime/clock.ts';
import type {LogFields} from '../runtime/log.ts';
import {WorkQueue} from '../runtime/workqueue.ts';
import type {Metrics} from '../telemetry/metrics.ts';

/** Changes come in bursts; a policy's status and metrics are made anew once for all of them. */
export const LEDGER_SETTLES_SECONDS = 0.2;
/** A failing write is tried again at least this often. */
const MAX_RETRY_SECONDS = 60;

export type ControllerName = 'policy' | 'workload' | 'job' | 'pod-policy';
/** What a key says in the log. */
export const FIELDS_OF: Readonly<Record<ControllerName, (key: string) => LogFields>> = {
  policy: policy => ({policy}),
  workload: key => {
    const [kind, namespace, name] = key.split('/');
    return {kind, namespace, name};
  },
  job: key => ({kind: 'Pod', ...fromKey(key)}),
  'pod-policy': () => ({}),
};
export const QUEUE_OF = {
  policy: 'policies',
  workload: 'workloads',
  job: 'jobPods',
  'pod-policy': 'podPolicies',
} as const;

export type Queues = ReturnType<typeof createQueues>;

/** One queue a controller, with its metrics. */
export function createQueues(clock: Clock, metrics: Metrics) {
  const reports = {
    policy: metrics.controller('policy'),
    workload: metrics.controller('workload'),
    job: metrics.controller('job'),
    'pod-policy': metrics.controller('pod-policy'),
  };
  const queue = (name: ControllerName): WorkQueue =>
    new WorkQueue({clock, metrics: reports[name], maxRetrySeconds: MAX_RETRY_SECONDS});
  return {
    policies: queue('policy'),
    workloads: queue('workload'),
    jobPods: queue('job'),
    podPolicies: queue('pod-policy'),
    metrics: reports,
  };
}
