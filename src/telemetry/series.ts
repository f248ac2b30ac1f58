import {Counter, Gauge, Histogram, type Registry} from 'prom-client';

const SHORT = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
/** The API server waits 2 s for an answer. */
const ADMISSION = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2];
const LONG = [0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 86_400];

/** What a queue has told since it was last asked for. */
export interface QueueTally {
  depth: number;
  added: number;
}

/**
 * Registers every metric, with the names, labels and help texts that users see. What queues tell with every key is only
 * taken from `queues`, by controller, when somebody reads it: written with each of thousands of keys, it takes longer
 * than all else that is done with them.
 */
export function defineSeries(registry: Registry, queues: ReadonlyMap<string, QueueTally>) {
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({name: `outrigger_${name}`, help, labelNames, registers});
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({name: `outrigger_${name}`, help, labelNames, registers});
  const histogram = <L extends string>(
    name: string,
    help: string,
    {labels, buckets}: {labels: readonly L[]; buckets: number[]},
  ): Histogram<L> => new Histogram({name: `outrigger_${name}`, help, labelNames: labels, buckets, registers});

  return {
    workloads: gauge('workloads', 'Workloads that a policy selects, by state.', ['policy', 'kind', 'state']),
    findings: gauge('findings', 'Findings on the workloads of a policy, by code.', ['policy', 'code']),
    paused: gauge('policy_paused', '1 while a person has paused the policy, or everything.', ['policy']),
    workarounds: gauge(
      'workarounds',
      'Workloads of a policy with something that native sidecars make useless, by kind and by what can become of it.',
      ['policy', 'workaround', 'verdict'],
    ),
    conversions: counter('conversions_total', 'Conversions tried, by result.', ['kind', 'delivery', 'result']),
    reversions: counter('reversions_total', 'Workloads put back, by reason.', ['kind', 'reason']),

    stuck: gauge('jobs_stuck', 'Pods of Jobs that only a sidecar keeps running.', ['policy']),
    oldest: gauge('jobs_stuck_oldest_seconds', 'How long the oldest of them has been stuck.', ['policy']),
    cpu: counter('jobs_stuck_cpu_core_seconds_total', 'CPU that stuck pods held by their requests.', ['policy']),
    memory: counter('jobs_stuck_memory_byte_seconds_total', 'Memory that stuck pods held by their requests.', [
      'policy',
    ]),
    finalized: counter('jobs_finalized_total', 'Pods of stuck Jobs that were finished, by outcome.', ['outcome']),
    finalizeDelay: histogram(
      'job_finalize_delay_seconds',
      'From the end of the last main container to the finalizing write.',
      {labels: [], buckets: LONG},
    ),

    admissionRequests: counter('admission_requests_total', 'Requests that came to the webhook, by result.', ['result']),
    admissionSeconds: histogram('admission_duration_seconds', 'How long the webhook took to answer a request.', {
      labels: [],
      buckets: ADMISSION,
    }),

    nodes: gauge('nodes', 'Nodes, by whether native sidecars work on them.', ['native_sidecars']),
    leader: gauge('leader', '1 while this replica does the work.', []),

    reconciles: counter('reconcile_total', 'Reconciles, by result.', ['controller', 'result']),
    reconcileSeconds: histogram('reconcile_duration_seconds', 'How long a reconcile took.', {
      labels: ['controller'],
      buckets: SHORT,
    }),
    ...queueSeries(registry, queues),
    retries: counter('workqueue_retries_total', 'Keys that were added again after a failure.', ['controller']),
    latency: histogram('workqueue_latency_seconds', 'How long a key waited for a worker.', {
      labels: ['controller'],
      buckets: SHORT,
    }),
    watchRestarts: counter('watch_restarts_total', 'Watches opened again after one had ended.', ['kind']),
    watchErrors: counter('watch_errors_total', 'Lists and watches that failed.', ['kind']),
  };
}

function queueSeries(registry: Registry, queues: ReadonlyMap<string, QueueTally>) {
  const common = {labelNames: ['controller'] as const, registers: [registry]};
  return {
    depth: new Gauge({
      ...common,
      name: 'outrigger_workqueue_depth',
      help: 'Keys that wait for a worker.',
      collect() {
        for (const [controller, {depth}] of queues) this.set({controller}, depth);
      },
    }),
    adds: new Counter({
      ...common,
      name: 'outrigger_workqueue_adds_total',
      help: 'Keys that were added.',
      collect() {
        for (const [controller, tally] of queues) {
          this.inc({controller}, tally.added);
          tally.added = 0;
        }
      },
    }),
  };
}
