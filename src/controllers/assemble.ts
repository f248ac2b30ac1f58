import {runsNativeSidecars} from '../domain/checks/kubelet-version.ts';
import type {Settings} from '../config/settings.ts';
import {EventRecorder} from '../kube/events.ts';
import type {ReflectorContext} from '../kube/reflector.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {Controller, type ControllerOptions} from '../runtime/controller.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import type {Source, Worker} from '../runtime/manager.ts';
import {WorkQueue} from '../runtime/workqueue.ts';
import type {Metrics} from '../telemetry/metrics.ts';
import {Announcer} from './announcer.ts';
import {ALL_POLICIES, Changes, type Indexes} from './changes.ts';
import {ClusterState} from './cluster-state.ts';
import {createJobs, type Jobs} from './job/create-jobs.ts';
import {EventNews} from './job/event-news.ts';
import {RestPodApi} from './job/rest-pod-api.ts';
import {jobWorldOf} from './job-world.ts';
import {Ledger} from './ledger/ledger.ts';
import {Slots} from './ledger/slots.ts';
import {ConversionMemory} from './memory.ts';
import {Pauses} from './pauses.ts';
import {PodIndex} from './pod-index.ts';
import {Departure} from './policy/departure.ts';
import {Finalizer, hasWhatItNeeds} from './policy/finalizer.ts';
import {PauseWatch} from './policy/pause-watch.ts';
import {PolicyController} from './policy/policy-controller.ts';
import {PolicyMetrics} from './policy/policy-metrics.ts';
import {StatusWriter} from './policy/status-writer.ts';
import {Sweep} from './policy/sweep.ts';
import {ServerWatch} from './server-watch.ts';
import {createSources} from './sources.ts';
import {WorkloadController} from './workload/workload-controller.ts';
import {WorkloadWriter} from './workload/writer.ts';

export interface AssembleOptions {
  readonly rest: Rest;
  readonly settings: Pick<Settings, 'namespace' | 'workers' | 'dryRun' | 'finalizeRate'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly damper: LogDamper;
  /** Name of the pod or machine, for Events. */
  readonly instance: string;
}

export interface Assembly {
  readonly sources: readonly Source[];
  readonly workers: readonly Worker[];
  readonly onSynced: () => Promise<void>;
}

/** Puts the operator's parts together; nothing runs yet. Read from top to bottom: what is watched, decided, written. */
export function assemble(options: AssembleOptions): Assembly {
  const {rest, clock, random, log, damper, metrics, settings} = options;
  const queues = createQueues(options);
  const ledger = new Ledger(policy => queues.policies.addAfter(policy, LEDGER_SETTLES_SECONDS));
  const indexes: Indexes = {pods: new PodIndex(), jobsOf: new Map(), portsOf: new Map()};
  const nodesChanged = (): void => queues.policies.addAfter(ALL_POLICIES, NODES_SETTLE_SECONDS);
  const changes = new Changes({...queues, nodes: nodesChanged}, indexes, ledger);
  const context: ReflectorContext = {rest, clock, random, log, damper, metrics: metrics.watches};
  const sources = createSources(context, changes.handlers, settings.namespace);
  const state = new ClusterState(sources.stores, indexes);
  changes.attach(state);

  const learnNodes = (): void => (sources.nodes.synced ? tellNodes(state, metrics) : undefined);
  const parts = createParts(options, {queues, ledger, state, learnNodes});
  const controller = (name: ControllerName, more: Pick<ControllerOptions, 'reconcile' | 'workers'>): Controller =>
    new Controller({name, queue: queues[QUEUE_OF[name]], clock, random, log, metrics: queues.metrics[name], ...more});
  const server = new ServerWatch({
    rest,
    clock,
    log,
    learn: version => state.learn({server: version}),
    changed: () => queues.policies.add(ALL_POLICIES),
  });
  return {
    sources: sources.reflectors,
    workers: [
      server,
      controller('policy', {workers: 2, reconcile: async (key, run) => parts.policies.reconcile(key, run)}),
      controller('workload', {
        workers: settings.workers,
        reconcile: async (key, run) => parts.workloads.reconcile(key, run),
      }),
      controller('job', {workers: JOB_WORKERS, reconcile: async (key, run) => parts.jobs.reconcile(key, run)}),
      ...parts.jobs.workers,
    ],
    onSynced: async () => {
      await server.ask();
      learnNodes();
      const {signal} = new AbortController();
      await parts.sweep.first(signal);
      await parts.jobs.begin(signal);
      parts.pauseWatch.begin(state.allPolicies());
      for (const policy of state.allPolicies()) queues.policies.add(policy.key);
    },
  };
}

/** Changes come in bursts; a policy's status and metrics are made anew once for all of them. */
const LEDGER_SETTLES_SECONDS = 0.2;
/** Changes of nodes are collected for so long before everything is looked at again: an upgrade brings many. */
const NODES_SETTLE_SECONDS = 5;
/** They are paced anyway. */
const JOB_WORKERS = 4;
/** A failing write is tried again at least this often. */
const MAX_RETRY_SECONDS = 60;

type ControllerName = 'policy' | 'workload' | 'job';
const QUEUE_OF = {policy: 'policies', workload: 'workloads', job: 'jobPods'} as const;

function createQueues({clock, metrics}: AssembleOptions) {
  const reports = {
    policy: metrics.controller('policy'),
    workload: metrics.controller('workload'),
    job: metrics.controller('job'),
  };
  const queue = (name: ControllerName): WorkQueue =>
    new WorkQueue({clock, metrics: reports[name], maxRetrySeconds: MAX_RETRY_SECONDS});
  return {policies: queue('policy'), workloads: queue('workload'), jobPods: queue('job'), metrics: reports};
}

interface Core {
  readonly queues: ReturnType<typeof createQueues>;
  readonly ledger: Ledger;
  readonly state: ClusterState;
  readonly learnNodes: () => void;
}

function createParts(options: AssembleOptions, core: Core) {
  const events = new EventRecorder(options);
  const conversion = createConversion(options, core, new Announcer(events));
  const jobs = createJobsPart(options, core, events);
  const policies = createPolicies(options, core, {conversion, jobs});
  return {policies, jobs, ...conversion};
}

function createConversion({rest, clock, log, metrics, settings}: AssembleOptions, core: Core, announcer: Announcer) {
  const {queues, ledger, state} = core;
  const {dryRun} = settings;
  const slots = new Slots(ledger, workload => queues.workloads.add(workload));
  const pauses = new Pauses(ledger, () => clock.now());
  const writer = new WorkloadWriter({rest, state, clock, metrics, log, dryRun});
  const workloads = new WorkloadController({
    state,
    ledger,
    slots,
    pauses,
    writer,
    announcer,
    clock,
    memory: new ConversionMemory(),
    // In a dry run no finalizer is stored, and nothing is converted that could have to be put back.
    mayStart: policy => sweep.isComplete(policy) && (dryRun || hasWhatItNeeds(policy)),
  });
  const sweep: Sweep = new Sweep({
    state,
    clock,
    observe: (view, announce) => workloads.observe(view, announce),
    isBehind: view => writer.isBehind(view),
    enqueue: workload => queues.workloads.add(workload, 'Low'),
  });
  return {workloads, sweep, slots, pauses, writer, announcer, pauseWatch: new PauseWatch({pauses, sweep, announcer})};
}

function createJobsPart(options: AssembleOptions, {queues, state}: Core, events: EventRecorder): Jobs {
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

function createPolicies(options: AssembleOptions, core: Core, {conversion, jobs}: Made): PolicyController {
  const {rest, clock, metrics, settings} = options;
  const {queues, state, ledger, learnNodes} = core;
  const {slots, pauses, writer, announcer, sweep, pauseWatch} = conversion;
  const finalizer = new Finalizer(rest, settings.dryRun);
  const {ledger: jobLedger} = jobs;
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
    departure: new Departure({
      state,
      writer,
      finalizer,
      announcer,
      clock,
      lookAgain: workload => queues.workloads.add(workload),
    }),
    status: new StatusWriter({
      rest,
      clock,
      ledger,
      pauses,
      dryRun: settings.dryRun,
      jobs: jobLedger,
      unavailable: policy => writer.problemOf(policy) ?? jobLedger.refusal(policy),
    }),
    metrics: new PolicyMetrics(metrics, ledger),
  });
}

function tellNodes(state: ClusterState, metrics: Metrics): void {
  const nodes = [...state.stores.nodes.values()];
  state.learn({nodes});
  const supported = nodes.filter(node => runsNativeSidecars(node.kubeletVersion)).length;
  metrics.nodes.set({supported, unsupported: nodes.length - supported});
}
