import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {isConflict, isNotFound} from '../../../src/kube/api-error.ts';
import type {Rest} from '../../../src/kube/rest.ts';
import {Follower} from '../../support/follower.ts';

/** What becomes of a pod: nothing yet, it comes up, or its sidecar runs and never starts, or crashes again and again. */
export type Fate = 'Waits' | 'Runs' | 'Hangs' | 'Crashes';

/** Decides by the pod template's label `name`, and by whether the pod has native sidecars. */
export type Decide = (name: string, native: boolean) => Fate;

/** Writes the status of pods as a kubelet would, since no node is there to run them. */
export class Kubelet {
  readonly #rest: Rest;
  readonly #namespace: string;
  readonly #told = new Map<string, Fate>();
  #pods: Follower | undefined;
  #decide: Decide = () => 'Runs';
  #work: Promise<void> = Promise.resolve();

  private constructor(rest: Rest, namespace: string) {
    this.#rest = rest;
    this.#namespace = namespace;
  }

  /** Every pod runs until `decide` says otherwise. */
  static async start(rest: Rest, namespace: string): Promise<Kubelet> {
    const kubelet = new Kubelet(rest, namespace);
    kubelet.#pods = await Follower.start(rest, 'Pod', namespace, () => kubelet.#look());
    return kubelet;
  }

  /** From now on; what runs already goes on running. */
  decide(decide: Decide): void {
    this.#decide = decide;
    this.#look();
  }

  async stop(): Promise<void> {
    await this.#pods?.stop();
    await this.#work;
  }

  /** One look after the other. */
  #look(): void {
    this.#work = this.#lookAfter(this.#work);
  }

  async #lookAfter(before: Promise<void>): Promise<void> {
    await before;
    for (const pod of this.#pods?.all() ?? []) await this.#tell(pod);
  }

  async #tell(pod: JsonObject): Promise<void> {
    const uid = stringAt(pod, 'metadata', 'uid') ?? '';
    const fate = this.#decide(stringAt(pod, 'metadata', 'labels', 'name') ?? '', hasNative(pod));
    if (fate === 'Waits' || this.#told.get(uid) === fate || this.#told.get(uid) === 'Runs') return;
    this.#told.set(uid, fate);
    const path = objectPath(RESOURCES.Pod, {namespace: this.#namespace, name: stringAt(pod, 'metadata', 'name') ?? ''});
    try {
      await this.#rest.strategicPatch(`${path}/status`, {metadata: {uid}, status: STATUS[fate](pod)}, BY);
    } catch (error) {
      // Gone meanwhile, or another pod has its name.
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

const BY = {fieldManager: 'kubelet'};

const STATUS: Readonly<Record<Exclude<Fate, 'Waits'>, (pod: JsonObject) => JsonObject>> = {
  Runs: () => ({
    phase: 'Running',
    conditions: ['Initialized', 'ContainersReady', 'Ready'].map(type => ({type, status: 'True'})),
  }),
  Hangs: pod => ({
    phase: 'Pending',
    conditions: [{type: 'PodScheduled', status: 'True', lastTransitionTime: now()}],
    initContainerStatuses: initStatuses(pod, {started: false, restartCount: 0, state: {running: {startedAt: now()}}}),
  }),
  Crashes: pod => ({
    phase: 'Pending',
    initContainerStatuses: initStatuses(pod, {restartCount: 3, state: {waiting: {reason: 'CrashLoopBackOff'}}}),
  }),
};

function initStatuses(pod: JsonObject, status: JsonObject): readonly JsonObject[] {
  const inits = objectsAt(pod, 'spec', 'initContainers');
  return inits.map(({name, image}) => ({name, image, imageID: '', ready: false, ...status}));
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

function hasNative(pod: JsonObject): boolean {
  return objectsAt(pod, 'spec', 'initContainers').some(init => valueAt(init, 'restartPolicy') === 'Always');
}
