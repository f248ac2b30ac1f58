import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import type {Scene} from '../scene.ts';

/** What the objects of a Job say about its end. */
export class JobFacts {
  readonly #scene: Scene;
  readonly #name: string;

  constructor(scene: Scene, name: string) {
    this.#scene = scene;
    this.#name = name;
  }

  /** How it ended and when (ms since the epoch), once it has. */
  async end(): Promise<{readonly type: string; readonly at: number}> {
    return eventually(`Job ${this.#name} ends`, async () => {
      const end = await this.#endNow();
      return end && {type: String(end['type']), at: Date.parse(String(end['lastTransitionTime']))};
    });
  }

  async hasEnded(): Promise<boolean> {
    return (await this.#endNow()) !== undefined;
  }

  /** Its pods, once all of its main containers have ended. */
  async endedPods(): Promise<readonly JsonObject[]> {
    return eventually(`the mains of Job ${this.#name} have ended`, async () => {
      const pods = await this.pods();
      return pods.length > 0 && pods.every(pod => !Number.isNaN(lastEnd(pod))) && pods;
    });
  }

  async pods(): Promise<readonly JsonObject[]> {
    return (await this.#scene.list('Pod')).filter(
      pod => stringAt(pod, 'metadata', 'labels', 'batch.kubernetes.io/job-name') === this.#name,
    );
  }

  async #endNow(): Promise<JsonObject | undefined> {
    const conditions = objectsAt(await this.#scene.get('Job', this.#name), 'status', 'conditions');
    return conditions.find(({type, status}) => (type === 'Complete' || type === 'Failed') && status === 'True');
  }
}

/** When the last of a pod's main containers ended, ms since the epoch; NaN: not all have. */
export function lastEnd(pod: JsonObject): number {
  const mains = objectsAt(pod, 'status', 'containerStatuses').filter(({name}) => name !== 'log');
  const ends = mains.map(main => Date.parse(stringAt(main, 'state', 'terminated', 'finishedAt') ?? ''));
  return mains.length === 0 ? Number.NaN : Math.max(...ends);
}

/** A container's entry in the pod's status. */
export function statusOf(pod: JsonObject, container: string): JsonObject | undefined {
  return objectsAt(pod, 'status', 'containerStatuses').find(({name}) => name === container);
}

export function finalizedMark(pod: JsonObject): unknown {
  return valueAt(pod, 'metadata', 'annotations', 'outrigger.dev/finalized');
}
