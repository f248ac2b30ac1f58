import {parseAttempt, retryAt} from '../../domain/jobs/attempt.ts';
import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import {TimeSlice} from '../../runtime/time-slice.ts';
import {Refusals, type Asked} from '../refusals.ts';
import {Finisher, type FinishResult} from './finisher.ts';
import type {JobLedger} from './job-ledger.ts';
import {observe, type NextStep} from './observe.ts';
import type {Pace} from './pace.ts';
import type {JobMetrics, JobNews, JobWorld, PodApi} from './ports.ts';
import {Sightings} from './sightings.ts';

export interface JobControllerOptions {
  readonly world: JobWorld;
  readonly api: PodApi;
  readonly news: JobNews;
  readonly metrics: JobMetrics;
  readonly ledger: JobLedger;
  readonly pace: Pace;
  readonly clock: Clock;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** The watch brings what has changed; this is for the case that it does not. */
const LOOK_AGAIN_SECONDS = 5;

/** One pod of a Job, by `namespace/name`: count it where it is stuck, and finish it where the policy says so. */
export class JobController {
  readonly #options: JobControllerOptions;
  readonly #sightings = new Sightings();
  readonly #finisher: Finisher;
  /** Pod uids whose finishing a dry run has reported. */
  readonly #reported = new Map<string, string>();
  readonly #refusals: Refusals;

  constructor(options: JobControllerOptions) {
    this.#options = options;
    this.#refusals = new Refusals(options.clock);
    this.#finisher = new Finisher({...options, observe: pod => this.#look(pod)});
  }

  /** Before the first reconcile: fills the ledger, so that no status is written from an empty one. */
  async begin(signal: AbortSignal): Promise<void> {
    const {world, clock} = this.#options;
    const slice = new TimeSlice(clock);
    for (const pod of world.pods()) {
      if (slice.used) await slice.next();
      if (signal.aborted) return;
      if (!isOver(pod)) this.#look(pod);
    }
  }

  async reconcile(key: string, context: ReconcileContext): Promise<Result> {
    const {world, pace, clock} = this.#options;
    const pod = world.pod(key);
    if (pod === undefined || isOver(pod)) return this.#forget(key);
    // The event that brings our own write, or the kubelet's answer to it, calls again.
    if (world.isBehind(key)) return DONE;
    const next = this.#look(pod);
    if (next.type === 'Finish') return this.#finish(pod, next, context);
    pace.forget(key);
    return next.type === 'Wait' ? after(seconds(next.until - clock.now())) : DONE;
  }

  #look(pod: JobPodView): NextStep {
    const {world, ledger, clock} = this.#options;
    const {stuck, next} = observe(pod, world, this.#sightings, clock.now());
    ledger.replace(keyOf(pod), stuck);
    return next;
  }

  async #finish(pod: JobPodView, step: Finish, context: ReconcileContext): Promise<Result> {
    const {pace, dryRun} = this.#options;
    const key = keyOf(pod);
    const rest = this.#restOf(pod);
    if (rest > 0 || dryRun) {
      pace.forget(key);
      return rest > 0 ? after(seconds(rest)) : this.#report(pod, step, context);
    }
    // The pace calls again when it is this pod's turn.
    if (!pace.mayGo(key, step.ending.endedAt)) return DONE;
    if (context.signal.aborted) return DONE;
    return this.#settle(await this.#finisher.finish(pod, step), {pod, step, context});
  }

  /** How long the pod is to be left in peace after an attempt that did not help or was refused, in ms. */
  #restOf({finalized, ...pod}: JobPodView): number {
    const attempt = parseAttempt(finalized);
    const now = this.#options.clock.now();
    const retrying = attempt === undefined ? 0 : retryAt(attempt, now) - now;
    return Math.max(retrying, (this.#refusals.of(asked(pod))?.seconds ?? 0) * 1000);
  }

  #settle(result: FinishResult, {pod, step, context}: Task): Result {
    switch (result.type) {
      case 'Written':
        return this.#written(pod, step, context);
      case 'Gone':
        return this.#forget(keyOf(pod));
      case 'Changed':
        return after(LOOK_AGAIN_SECONDS);
      case 'Raced':
        return retry('the pod has changed meanwhile');
      case 'Refused':
        return this.#refused(result.message, {pod, step, context});
    }
  }

  #written(pod: JobPodView, {policy, ending}: Finish, {log}: ReconcileContext): Result {
    const {news, ledger} = this.#options;
    const attempt = (parseAttempt(pod.finalized)?.number ?? 0) + 1;
    const fields = {...fieldsOf(pod), policy: policy.key, phase: ending.phase, sidecars: ending.sidecars};
    log.info('pod of a stuck job was finished', {...fields, ...(attempt === 1 ? {} : {attempt})});
    if (attempt === 1) news.finished(pod, policy, ending);
    ledger.noteRefusal(policy.key, undefined);
    return after(LOOK_AGAIN_SECONDS);
  }

  /** Every pod of the policy is probably refused for the same reason, which is said once. */
  #refused(message: string, {pod, step, context}: Task): Result {
    const {ledger} = this.#options;
    const fields = {...fieldsOf(pod), policy: step.policy.key, reason: message};
    const isNews = ledger.noteRefusal(step.policy.key, message);
    if (isNews) context.log.warn('pod of a stuck job could not be finished', fields);
    else context.log.debug('pod of a stuck job could not be finished', fields);
    return after(this.#refusals.note(asked(pod), message).seconds);
  }

  #report(pod: JobPodView, {policy, ending}: Finish, {log}: ReconcileContext): Result {
    if (this.#reported.get(keyOf(pod)) === pod.uid) return DONE;
    this.#reported.set(keyOf(pod), pod.uid);
    log.info('dry run: pod of a stuck job would be finished', {
      ...fieldsOf(pod),
      policy: policy.key,
      phase: ending.phase,
      sidecars: ending.sidecars,
    });
    return DONE;
  }

  #forget(key: string): Result {
    const {ledger, pace} = this.#options;
    ledger.replace(key, new Map());
    pace.forget(key);
    this.#sightings.forget(key);
    this.#reported.delete(key);
    this.#refusals.forget(key);
    return DONE;
  }
}

type Finish = Extract<NextStep, {type: 'Finish'}>;

interface Task {
  readonly pod: JobPodView;
  readonly step: Finish;
  readonly context: ReconcileContext;
}

/** Nothing more is to be said or done about it, whoever governs it. */
function isOver({phase, deleting}: JobPodView): boolean {
  return deleting || phase === 'Succeeded' || phase === 'Failed';
}

function keyOf({namespace, name}: Pick<JobPodView, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** Whatever the pod and the policy look like by then: the server is asked for the same thing. */
function asked(pod: Pick<JobPodView, 'namespace' | 'name'>): Asked {
  return {key: keyOf(pod), about: ''};
}

function fieldsOf({job, nodeName}: JobPodView): object {
  return {job: job.name, node: nodeName};
}

function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1000;
}
