import {createJobs} from '../../../../src/controllers/job/create-jobs.ts';
import type {FinalizeResult, JobMetrics, JobWorld, PodApi} from '../../../../src/controllers/job/ports.ts';
import {projectCronJob, type CronJobView} from '../../../../src/domain/jobs/cron-job-view.ts';
import {projectJob, type JobView} from '../../../../src/domain/jobs/job-view.ts';
import {projectJobPod, type JobPodView} from '../../../../src/domain/jobs/pod-view.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import type {JobSettings, Policy} from '../../../../src/domain/policy.ts';
import {Controller} from '../../../../src/runtime/controller.ts';
import {WorkQueue} from '../../../../src/runtime/workqueue.ts';
import {policy as buildPolicy} from '../../../support/builders.ts';
import {FakeClock} from '../../../support/fake-clock.ts';
import {MemoryLog} from '../../../support/memory-log.ts';
import {ENDED_AT, jobPod, type JobPodFields} from '../../domain/jobs/job-pod.ts';

export const END = Date.parse(ENDED_AT);

/** SidecarPolicy `shop/shop` with `jobs.mode: Enforce` since an hour before {@link ENDED_AT}. */
export function enforcing(jobs: Partial<JobSettings> = {}, fields: Partial<Policy> = {}): Policy {
  const status = {jobs: {enforcedSince: '2026-11-01T09:00:00Z'}};
  return buildPolicy({jobs: {mode: 'Enforce', waitSeconds: 10, backlog: 'Audit', ...jobs}, status, ...fields});
}

/** A pod of the Job `batch`, by name. */
export function pod(name: string, fields: JobPodFields = {}): JsonObject {
  const object = jobPod(fields);
  return {...object, metadata: {...(object['metadata'] as JsonObject), name, uid: `uid-${name}`, ...fields.metadata}};
}

export interface FixtureOptions {
  readonly policies?: readonly Policy[];
  /** The wall clock at the beginning; default: a minute after {@link ENDED_AT}. */
  readonly now?: number;
  readonly dryRun?: boolean;
  readonly finalizeRate?: number;
  /** What the server answers to a finalizing write, in turn; then `Written`. */
  readonly answers?: (FinalizeResult | Error)[];
}

/** The job controller with its real queue, workers and pace on a fake clock, and a cluster in memory. */
export class JobFixture implements JobWorld, PodApi {
  readonly clock: FakeClock;
  readonly log = new MemoryLog();
  readonly writes: string[] = [];
  readonly patches: JsonObject[] = [];
  readonly news: string[] = [];
  readonly counts: string[] = [];
  readonly jobs;
  readonly queue: WorkQueue;
  readonly controller: Controller;
  /** What a GET answers, where it is not what the store has. */
  readonly fresh = new Map<string, JsonObject | undefined>();
  readonly behind = new Set<string>();
  /** Names of nodes. */
  readonly unwell = new Set<string>();
  /** Those that the server answers for, where the store has not heard of it. */
  readonly unwellNow = new Set<string>();
  current: readonly Policy[];
  jobView: JobView | undefined = projectJob({metadata: {namespace: 'shop', name: 'batch', uid: 'job-uid'}});
  cronJobView: CronJobView = projectCronJob({});
  labels: Readonly<Record<string, string>> | undefined = {};
  readonly #objects = new Map<string, JsonObject>();
  readonly #answers: (FinalizeResult | Error)[];

  constructor(options: FixtureOptions = {}) {
    this.clock = new FakeClock(options.now ?? END + 60_000);
    this.current = options.policies ?? [enforcing()];
    this.#answers = options.answers ?? [];
    this.queue = new WorkQueue({clock: this.clock});
    const {clock, log, queue} = this;
    const news = {
      finished: (view: JobPodView, policy: Policy, {phase}: {phase: string}): void =>
        void this.news.push(`${view.name} ${phase} for ${policy.key}`),
    };
    const {finalizeRate = 5, dryRun = false} = options;
    this.jobs = createJobs({
      world: this,
      api: this,
      news,
      metrics: this.#metrics(),
      queue,
      clock,
      finalizeRate,
      dryRun,
    });
    const {reconcile} = this.jobs;
    this.controller = new Controller({name: 'job', queue, reconcile, workers: 3, clock, random: () => 0.5, log});
  }

  /** Lets the workers begin; call `stop` afterwards. */
  async start(): Promise<void> {
    await this.jobs.begin(new AbortController().signal);
    for (const worker of [...this.jobs.workers, this.controller]) worker.start();
    await this.clock.advance(0);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.jobs.workers, this.controller].map(async worker => worker.stop()));
  }

  /** The store takes the pod over, as after an event. */
  async put(object: JsonObject): Promise<void> {
    const key = `shop/${String((object['metadata'] as JsonObject)['name'])}`;
    this.#objects.set(key, object);
    this.queue.add(key);
    await this.clock.advance(0);
  }

  async remove(name: string): Promise<void> {
    this.#objects.delete(`shop/${name}`);
    this.queue.add(`shop/${name}`);
    await this.clock.advance(0);
  }

  /** As after a change of a policy. */
  async lookAgain(): Promise<void> {
    for (const key of this.#objects.keys()) this.queue.add(key);
    await this.clock.advance(0);
  }

  pod(key: string): JobPodView | undefined {
    return projectJobPod(this.#objects.get(key));
  }

  *pods(): Generator<JobPodView> {
    for (const object of this.#objects.values()) {
      const view = projectJobPod(object);
      if (view !== undefined) yield view;
    }
  }

  isBehind(key: string): boolean {
    return this.behind.has(key);
  }

  job(): JobView | undefined {
    return this.jobView;
  }

  cronJob(): CronJobView {
    return this.cronJobView;
  }

  nodeIsWell(name: string): boolean;
  nodeIsWell(pod: JobPodView): Promise<boolean>;
  nodeIsWell(of: string | JobPodView): boolean | Promise<boolean> {
    return typeof of === 'string' ? !this.unwell.has(of) : Promise.resolve(!this.unwellNow.has(of.nodeName));
  }

  namespaceLabels(): Readonly<Record<string, string>> | undefined {
    return this.labels;
  }

  policies(): readonly Policy[] {
    return this.current;
  }

  async read({namespace, name}: JobPodView): Promise<JsonObject | undefined> {
    const key = `${namespace}/${name}`;
    return this.fresh.has(key) ? this.fresh.get(key) : this.#objects.get(key);
  }

  async finalize({name}: JobPodView, patch: JsonObject): Promise<FinalizeResult> {
    this.writes.push(name);
    this.patches.push(patch);
    const answer = this.#answers.shift() ?? {type: 'Written'};
    if (answer instanceof Error) throw answer;
    return answer;
  }

  #metrics(): JobMetrics {
    return {
      setStuck: () => undefined,
      addHeld: () => undefined,
      finalized: outcome => void this.counts.push(outcome),
      finalizedAfter: seconds => void this.counts.push(`after ${seconds} s`),
    };
  }
}
