import {DegradedReason} from '../../src/api/reasons.ts';
import type {World} from '../../src/controllers/workload/evaluate.ts';
import {namespaceView, nodeView} from '../../src/controllers/views/cluster-views.ts';
import {jobEntry} from '../../src/controllers/views/job-view.ts';
import {podView, type PodView} from '../../src/controllers/views/pod-view.ts';
import {NO_FACTS, type Facts, type ServerVersion} from '../../src/domain/facts.ts';
import type {JobView} from '../../src/domain/jobs/job-view.ts';
import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import {parsePolicy} from '../../src/domain/policy-parse.ts';
import type {Policy} from '../../src/domain/policy.ts';
import type {ClusterObjects} from './cluster-watch.ts';

/** A pod as the cluster has it, and as the operator sees it. */
export interface SeenPod {
  readonly object: JsonObject;
  readonly view: PodView;
}

export interface SeenJob {
  readonly object: JsonObject;
  readonly view: JobView;
}

/** What is known at one moment, for the operator's own decisions. */
export interface DemoWorld extends World {
  readonly policies: readonly Policy[];
  /** Of an owner, `Kind/namespace/name`. */
  podsUnder(owner: string): readonly SeenPod[];
  /** Of a CronJob, `namespace/name`. */
  jobsUnder(cronJob: string): readonly SeenJob[];
}

export function worldOf(objects: ClusterObjects, server: ServerVersion | undefined): DemoWorld {
  const policies = [
    ...objects.of('SidecarPolicy').map(object => parsePolicy('SidecarPolicy', object)),
    ...objects.of('ClusterSidecarPolicy').map(object => parsePolicy('ClusterSidecarPolicy', object)),
  ];
  const pods = podsByOwner(objects.of('Pod'));
  const jobs = Map.groupBy(
    objects.of('Job').map((object): SeenJob => ({object, view: jobEntry(object).job})),
    ({view}) => `${view.namespace}/${view.cronJob ?? ''}`,
  );
  const podsUnder = (owner: string): readonly SeenPod[] => pods.get(owner) ?? [];
  const jobsUnder = (cronJob: string): readonly SeenJob[] => jobs.get(cronJob) ?? [];
  return {
    policies,
    podsUnder,
    jobsUnder,
    policiesOf: namespace => policies.filter(policy => (policy.namespace ?? namespace) === namespace),
    factsOf: factsOf(objects, server),
    knows: () => true,
    podsOf: ({kind, namespace, name}) => {
      const runs = jobsUnder(`${namespace}/${name}`).map(({view}) => `Job/${namespace}/${view.name}`);
      const owners = kind === 'CronJob' ? runs : [`${kind}/${namespace}/${name}`];
      return owners.flatMap(podsUnder).flatMap(({view}) => (view.type === 'Bare' ? [] : [view.rollout]));
    },
    isPaused: saysPaused,
  };
}

/** The operator says so itself, in the policy's status. */
function saysPaused({status, generation}: Policy): boolean {
  return objectsAt(status, 'conditions').some(
    condition => condition['reason'] === DegradedReason.Paused && condition['observedGeneration'] === generation,
  );
}

/** Names of ports do not bear on decisions on a server of this version. */
function factsOf(objects: ClusterObjects, server: ServerVersion | undefined): (namespace: string) => Facts {
  const nodes = objects.of('Node').map(nodeView);
  const labels = new Map(
    objects
      .of('Namespace')
      .map(namespaceView)
      .map(view => [view.name, view.labels]),
  );
  return namespace => ({
    ...NO_FACTS,
    ...(server === undefined ? {} : {server}),
    nodes,
    namespaceLabels: labels.get(namespace) ?? {},
  });
}

function podsByOwner(pods: readonly JsonObject[]): ReadonlyMap<string, readonly SeenPod[]> {
  const seen = pods.flatMap((object): [string, SeenPod][] => {
    const view = podView(object);
    if (view === undefined) return [];
    const owner = view.type === 'Bare' ? `Pod/${view.workload.namespace}/${view.workload.name}` : view.owner;
    return [[owner, {object, view}]];
  });
  const grouped = Map.groupBy(seen, ([owner]) => owner);
  return new Map([...grouped].map(([owner, entries]) => [owner, entries.map(([, pod]) => pod)]));
}
