import type {Ending} from '../../domain/jobs/assessment.ts';
import type {CronJobView} from '../../domain/jobs/cron-job-view.ts';
import type {JobView} from '../../domain/jobs/job-view.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import type {JsonObject} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';

/** The cluster as the stores have it; memory only. Keys of pods are `namespace/name`. */
export interface JobWorld {
  pod(key: string): JobPodView | undefined;
  /** Every pod of a Job. */
  pods(): Iterable<JobPodView>;
  /** A write of ours to the pod is under way, or the store has not seen its result. */
  isBehind(key: string): boolean;
  job(namespace: string, name: string): JobView | undefined;
  cronJob(namespace: string, name: string): CronJobView | undefined;
  /** The node is there and ready; true as well where nodes are not known, or the pod has none. */
  nodeIsWell(name: string): boolean;
  /** Undefined: the namespace is not known (yet). */
  namespaceLabels(namespace: string): Readonly<Record<string, string>> | undefined;
  /** Policies that may reach into the namespace. */
  policies(namespace: string): readonly Policy[];
}

/** The requests that finishing a pod takes. They throw what may pass by itself (no connection, overload). */
export interface PodApi {
  /** The pod as it is now; undefined: gone. */
  read(pod: JobPodView): Promise<JsonObject | undefined>;
  /** As `JobWorld.nodeIsWell`, asked of the server: a watch can have been silent for minutes. */
  nodeIsWell(pod: JobPodView): Promise<boolean>;
  /** One strategic merge patch of `pods/status`. */
  finalize(pod: JobPodView, patch: JsonObject): Promise<FinalizeResult>;
}

export type FinalizeResult =
  | {readonly type: 'Written'}
  /** Somebody else has written to the pod since it was read. */
  | {readonly type: 'Conflict'}
  | {readonly type: 'Gone'}
  /** Permissions, admission or validation said no. */
  | {readonly type: 'Refused'; readonly message: string};

/** Tells people (Events). */
export interface JobNews {
  finished(pod: JobPodView, policy: Policy, ending: Ending): void;
}

/** `telemetry/metrics.ts` fits. */
export interface JobMetrics {
  setStuck(policy: string, stuck: {readonly pods: number; readonly oldestSeconds: number}): void;
  addHeld(policy: string, held: Held): void;
  finalized(outcome: Ending['phase'] | 'error'): void;
  /** From the end of the last main container to the first write. */
  finalizedAfter(seconds: number): void;
}

/** Requests × seconds. */
export interface Held {
  readonly cpuCoreSeconds: number;
  readonly memoryByteSeconds: number;
}
