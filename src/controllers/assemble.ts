import {runsNativeSidecars} from '../domain/checks/kubelet-version.ts';
import type {ReflectorContext} from '../kube/reflector.ts';
import {Controller, type ControllerOptions} from '../runtime/controller.ts';
import {LogDamper} from '../runtime/log-damper.ts';
import type {Source, Worker} from '../runtime/manager.ts';
import {TimeSlice} from '../runtime/time-slice.ts';
import type {Metrics} from '../telemetry/metrics.ts';
import {ALL_POLICIES, Changes, type Indexes} from './changes.ts';
import {ClusterState} from './cluster-state.ts';
import {Ledger} from './ledger/ledger.ts';
import {createParts, type PartsOptions} from './parts.ts';
import {PodIndex} from './pod-index.ts';
import {createPods, type Pods} from './pods/create-pods.ts';
import {createQueues, FIELDS_OF, LEDGER_SETTLES_SECONDS, QUEUE_OF, type ControllerName, type Queues} from './queues.ts';
import {createSources} from './sources.ts';
import {createWatches} from './watches.ts';

export interface Assembly {
  readonly sources: readonly Source[];
  readonly workers: readonly Worker[];
  readonly onSynced: () => Promise<void>;
  /** What is known of the cluster, for the webhook. */
  readonly state: ClusterState;
  /** Asks for what no source brings: the server's version; and takes the nodes as they are. */
  readonly inform: () => Promise<void>;
  /** Whether the webhook does its work. */
  readonly learnWebhook: (ready: boolean) => void;
}

/** Puts the operator's parts together; nothing runs yet. Read from top to bottom: what is watched, decided, written. */
export function assemble(options: PartsOptions): Assembly {
  const {rest, clock, random, log, damper, metrics, settings} = options;
  const queues = createQueues(clock, metrics);
  const ledger = new Ledger(policy => queues.policies.addAfter(policy, LEDGER_SETTLES_SECONDS));
  const indexes: Indexes = {pods: new PodIndex(), jobsOf: new Map(), portsOf: new Map()};
  const nodesChanged = (): void => queues.policies.addAfter(ALL_POLICIES, NODES_SETTLE_SECONDS);
  const changes = new Changes({...queues, nodes: nodesChanged, labels: () => pods.look()}, indexes, ledger);
  const slice = new TimeSlice(clock);
  const context: ReflectorContext = {rest, clock, random, log, damper, metrics: metrics.watches, slice};
  const sources = createSources(context, changes.handlers, settings.namespace);
  const state = new ClusterState(sources.stores, indexes, settings.namespace !== undefined);
  changes.attach(state);
  for (const {kind} of sources.reflectors) metrics.addWatch(kind);

  const learnNodes = (): void => (sources.nodes.synced ? tellNodes(state, metrics) : undefined);
  const pods: Pods = createPods({...context, settings, queue: queues.podPolicies, state, ledger});
  const parts = createParts(options, {queues, ledger, state, learnNodes, slice, pods});
  // Apart from the reflectors', which also say when it is over.
  const common = {clock, random, log, damper: new LogDamper(clock), slice};
  const controllers = createControllers(controllersOf(queues, common), {parts, pods, workers: settings.workers});
  const asking = {rest, clock, log, changed: () => queues.policies.add(ALL_POLICIES)};
  const {server, keeping, webhooks} = createWatches(asking, {state, ledger, damper: common.damper});
  const inform = async (): Promise<void> => {
    await server.ask();
    learnNodes();
  };
  return {
    state,
    inform,
    learnWebhook: webhook => {
      state.learn({webhook});
      parts.restartGate.forgetAll();
      asking.changed();
    },
    sources: sources.reflectors,
    workers: [
      server,
      keeping,
      webhooks,
      pods.engine,
      ...controllers,
      ...parts.jobs.workers,
      parts.digest,
      parts.events,
    ],
    onSynced: async () => {
      await inform();
      await keeping.ask();
      await pods.engine.ask();
      changes.begin();
      const {signal} = new AbortController();
      await parts.sweep.begin(signal);
      await parts.jobs.begin(signal);
      parts.podDelivery.begin();
      parts.pauseWatch.begin(state.allPolicies());
      for (const policy of state.allPolicies()) queues.policies.add(policy.key);
    },
  };
}

interface Made {
  readonly parts: ReturnType<typeof createParts>;
  readonly pods: Pods;
  /** Of workloads. */
  readonly workers: number;
}

function createControllers(controller: ReturnType<typeof controllersOf>, {parts, pods, workers}: Made) {
  return [
    controller('policy', {
      workers: 2,
      // What it has looked at bears on what is converted when pods are created.
      reconcile: async (key, run) => parts.policies.reconcile(key, run).finally(pods.look),
    }),
    controller('workload', {workers, reconcile: async (key, run) => parts.workloads.reconcile(key, run)}),
    controller('pod-policy', {workers: 1, reconcile: async (_, run) => parts.podDelivery.reconcile(run)}),
    controller('job', {workers: JOB_WORKERS, reconcile: async (key, run) => parts.jobs.reconcile(key, run)}),
  ];
}

function controllersOf(
  queues: Queues,
  common: Pick<ControllerOptions, 'clock' | 'random' | 'log' | 'damper' | 'slice'>,
) {
  return (name: ControllerName, more: Pick<ControllerOptions, 'reconcile' | 'workers'>): Controller =>
    new Controller({
      name,
      queue: queues[QUEUE_OF[name]],
      fields: FIELDS_OF[name],
      ...common,
      metrics: queues.metrics[name],
      ...more,
    });
}

/** Changes of nodes are collected for so long before everything is looked at again: an upgrade brings many. */
const NODES_SETTLE_SECONDS = 5;
/** They are paced anyway. */
const JOB_WORKERS = 4;

function tellNodes(state: ClusterState, metrics: Metrics): void {
  const nodes = [...state.stores.nodes.values()];
  state.learn({nodes});
  const supported = nodes.filter(node => runsNativeSidecars(node.kubeletVersion)).length;
  metrics.nodes.set({supported, unsupported: nodes.length - supported});
}
