import type {Settings} from '../config/settings.ts';
import type {Finding} from '../domain/finding.ts';
import {EventRecorder} from '../kube/events.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import type {TimeSlice} from '../runtime/time-slice.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import type {Metrics} from '../telemetry/metrics.ts';
import {Announcer} from './announcer.ts';
import type {ClusterState} from './cluster-state.ts';
import {Digest} from './digest.ts';
import {createJobs, type Jobs} from './job/create-jobs.ts';
import {EventNews} from './job/event-news.ts';
import {RestPodApi} from './job/rest-pod-api.ts';
import {jobWorldOf} from './job-world.ts';
import type {Ledger} from './ledger/ledger.ts';
import {Slots} from './ledger/slots.ts';
import {ConversionMemory} from './memory.ts';
import {Pauses} from './pauses.ts';
import {createPodDelivery, noteExclusion, type Pods} from './pods/create-pods.ts';
import {Departure} from './policy/departure.ts';
import {Finalizer, hasWhatItNeeds} from './policy/finalizer.ts';
import {PauseWatch} from './policy/pause-watch.ts';
import {PolicyController} from './policy/policy-controller.ts';
import {PolicyMetrics} from './policy/policy-metrics.ts';
import {StatusWriter} from './policy/status-writer.ts';
import {Sweep} from './policy/sweep.ts';
import {LEDGER_SETTLES_SECONDS, type Queues} from './queues.ts';
import {RestartGate} from './workload/restart-gate.ts';
import {WorkloadController} from './workload/workload-controller.ts';
import {WorkloadWriter} from './workload/writer.ts';

export interface PartsOptions {
  readonly rest: Rest;
  readonly settings: Pick<Settings, 'namespace' | 'admission' | 'workers' | 'dryRun' | 'finalizeRate'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly damper: LogDamper;
  /** Name of the pod or machine, for Events. */
  readonly instance: string;
}

export interface Core {
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly state: ClusterState;
  readonly learnNodes: () => void;
  /** For all that has much to do without waiting for anybody. */
  readonly slice: TimeSlice;
  readonly pods: Pods;
}

/** So many that wait to be looked at are work for seconds. */
const MANY_WORKLOADS = 20;

/** The controllers and what they share, made in the order in which they need each other. */
export function createParts(options: PartsOptions, core: Core) {
  const {workloads} = core.queues;
  const events = new EventRecorder({...options, busy: () => workloads.depth > MANY_WORKLOADS});
  // A dry run tells its log alone.
  const told = options.settings.dryRun ? {emit: () => undefined} : events;
  const digest = new Digest(told, options.clock);
  const conversion = createConversion(options, core, new Announcer(told, digest));
  const jobs = createJobsPart(options, core, told);
  const policies = createPolicies(options, core, {conversion, jobs});
  const {rest, clock, settings} = options;
  const podDelivery = createPodDelivery(core.pods, {rest, clock, dryRun: settings.dryRun, ...core, ...conversion});
  return {policies, jobs, digest, events, podDelivery, ...conversion};
}

function createConversion({rest, clock, log, metrics, settings}: PartsOptions, core: Core, announcer: Announcer) {
  const {queues, ledger, state} = core;
  const {dryRun} = settings;
  const slots = new Slots(ledger, workload => queues.workloads.add(workload));
  const pauses = new Pauses({ledger, now: () => clock.now(), isComplete: policy => sweep.isComplete(policy)});
  const writer = new WorkloadWriter({rest, state, metrics, log, dryRun});
  const restartGate = new RestartGate({rest, clock, hasWebhook: () => state.hasWebhook});
  const workloads = new WorkloadController({
    state,
    ledger,
    slots,
    pauses,
    writer,
    announcer,
    clock,
    memory: new ConversionMemory(),
    restartGate,
    log,
    dryRun,
    exclude: noteExclusion(core.pods, state),
    // In a dry run no finalizer is stored, and nothing is converted that could have to be put back.
    mayStart: (policy, workload) => sweep.admits(policy, workload) && (dryRun || hasWhatItNeeds(policy)),
  });
  const sweep: Sweep = new Sweep({
    state,
    slice: core.slice,
    observe: (view, isNews) => workloads.observe(view, isNews),
    isBehind: view => writer.isBehind(view),
    isKnown: workload => ledger.policiesOf(workload).length > 0,
    enqueue: workload => queues.workloads.add(workload, 'Low'),
  });
  const pauseWatch = new PauseWatch({pauses, sweep, announcer});
  return {workloads, sweep, slots, pauses, writer, announcer, restartGate, pauseWatch};
}

function createJobsPart(options: PartsOptions, {queues, state}: Core, events: Pick<EventRecorder, 'emit'>): Jobs {
  const {rest, clock, metrics, settings} = options;
  const jobs = createJobs({
    world: jobWorldOf(state, settings.namespace !== undefined),
    api: new RestPodApi(rest, state.stores.pods),
    news: new EventNews(events),
    metrics: metrics.jobs,
    queue: queues.jobPods,
    clock,
    finalizeRate: settings.finalizeRate,
    dryRun: settings.dryRun,
  });
  jobs.ledger.subscribe(policy => queues.policies.addAfter(policy, LEDGER_SETTLES_SECONDS));
  return jobs;
}

interface Made {
  readonly conversion: ReturnType<typeof createConversion>;
  readonly jobs: Jobs;
}

function createPolicies(options: PartsOptions, core: Core, {conversion, jobs}: Made): PolicyController {
  const {rest, clock, metrics, settings} = options;
  const {queues, state, ledger, learnNodes, pods} = core;
  const {slots, pauses, writer, announcer, sweep, pauseWatch, restartGate} = conversion;
  const finalizer = new Finalizer({
    rest,
    stores: state.stores,
    clock,
    dryRun: settings.dryRun,
    hasConverted: policy => state.hasClaims(policy),
  });
  const {ledger: jobLedger} = jobs;
  const problemOf = (key: string): string | undefined => {
    const policy = state.policy(key);
    if (policy?.conversion.mode !== 'Enforce') return undefined;
    return writer.problemOf(policy) ?? pods.admission.problemOf(key);
  };
  const findings = (key: string): readonly Finding[] => pods.admission.findingsOf(key);
  return new PolicyController({
    learnNodes,
    state,
    ledger,
    jobs: jobLedger,
    slots,
    pauses,
    sweep,
    finalizer,
    pauseWatch,
    restartGate,
    departure: new Departure({
      state,
      slots,
      writer,
      finalizer,
      announcer,
      clock,
      lookAgain: workload => queues.workloads.add(workload),
    }),
    status: new StatusWriter({
      rest,
      stores: state.stores,
      clock,
      ledger,
      pauses,
      dryRun: settings.dryRun,
      jobs: jobLedger,
      findings,
      unavailable: key => finalizer.problemOf(key) ?? problemOf(key) ?? jobLedger.refusal(key),
    }),
    metrics: new PolicyMetrics(metrics, ledger, findings),
  });
}
