import {parseAttempt} from '../../domain/jobs/attempt.ts';
import {finalizePatch} from '../../domain/jobs/finalize.ts';
import {projectJobPod, type JobPodView} from '../../domain/jobs/pod-view.ts';
import {sameJson} from '../../domain/json.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {NextStep} from './observe.ts';
import type {FinalizeResult, JobMetrics, PodApi} from './ports.ts';

export interface FinisherOptions {
  readonly api: PodApi;
  readonly metrics: JobMetrics;
  readonly clock: Clock;
  /** What is to be done about the pod, were it as given. */
  readonly observe: (pod: JobPodView) => NextStep;
}

export type FinishResult =
  | Exclude<FinalizeResult, {type: 'Conflict'}>
  /** The pod, or its node, is not as the store has it; the store will hear of it. */
  | {readonly type: 'Changed'}
  /** Somebody else was faster again and again. */
  | {readonly type: 'Raced'};

type Finish = Extract<NextStep, {type: 'Finish'}>;

const TRIES = 3;

/** Finishes one pod: reads it and its node again, decides again, writes once. */
export class Finisher {
  readonly #options: FinisherOptions;

  constructor(options: FinisherOptions) {
    this.#options = options;
  }

  async finish(known: JobPodView, step: Finish): Promise<FinishResult> {
    for (let tries = 0; tries < TRIES; tries++) {
      const object = await this.#options.api.read(known);
      if (object === undefined) return {type: 'Gone'};
      const fresh = projectJobPod(object);
      if (fresh === undefined || !this.#stillWants(fresh, known, step)) return {type: 'Changed'};
      if (!(await this.#options.api.nodeIsWell(fresh))) return {type: 'Changed'};
      const result = await this.#write(fresh, step);
      if (result.type !== 'Conflict') return result;
    }
    return {type: 'Raced'};
  }

  /** With other containers than the store's, the wait would have to be reckoned anew: that is the next reconcile's. */
  #stillWants(fresh: JobPodView, known: JobPodView, {policy, ending}: Finish): boolean {
    if (fresh.uid !== known.uid || !sameJson(fresh.containers, known.containers)) return false;
    const next = this.#options.observe(fresh);
    return next.type === 'Finish' && next.policy.key === policy.key && next.ending.phase === ending.phase;
  }

  async #write(pod: JobPodView, {policy, ending}: Finish): Promise<FinalizeResult> {
    const {api, clock, metrics} = this.#options;
    const now = clock.now();
    try {
      const result = await api.finalize(pod, finalizePatch(pod, ending, policy.key, now));
      if (result.type === 'Refused') metrics.finalized('error');
      if (result.type !== 'Written') return result;
      metrics.finalized(ending.phase);
      if (parseAttempt(pod.finalized) === undefined) metrics.finalizedAfter(Math.max(0, now - ending.endedAt) / 1000);
      return result;
    } catch (error) {
      metrics.finalized('error');
      throw error;
    }
  }
}
