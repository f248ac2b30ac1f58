import type {JobPodView} from '../../domain/jobs/pod-view.ts';
import type {JsonObject} from '../../domain/json.ts';
import {ApiError, isConflict, isForbidden, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Store, Versioned} from '../../kube/store.ts';
import {isWell, nodeView} from '../views/cluster-views.ts';
import type {FinalizeResult, PodApi} from './ports.ts';

/** The requests themselves. Writes go through the pods' store, which then knows that it is behind. */
export class RestPodApi implements PodApi {
  readonly #rest: Pick<Rest, 'get' | 'strategicPatch'>;
  readonly #pods: Pick<Store<Versioned>, 'write'>;

  constructor(rest: Pick<Rest, 'get' | 'strategicPatch'>, pods: Pick<Store<Versioned>, 'write'>) {
    this.#rest = rest;
    this.#pods = pods;
  }

  async read(pod: JobPodView): Promise<JsonObject | undefined> {
    try {
      return await this.#rest.get(objectPath(RESOURCES.Pod, pod));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async nodeIsWell({nodeName}: JobPodView): Promise<boolean> {
    if (nodeName === '') return true;
    try {
      return isWell(nodeView(await this.#rest.get(objectPath(RESOURCES.Node, {name: nodeName}))));
    } catch (error) {
      if (isNotFound(error)) return false;
      // Nodes may be for others only to read.
      if (isForbidden(error)) return true;
      throw error;
    }
  }

  async finalize(pod: JobPodView, patch: JsonObject): Promise<FinalizeResult> {
    const path = objectPath(RESOURCES.Pod, pod, 'status');
    try {
      await this.#pods.write(`${pod.namespace}/${pod.name}`, async () => this.#rest.strategicPatch(path, patch));
      return {type: 'Written'};
    } catch (error) {
      if (isNotFound(error)) return {type: 'Gone'};
      if (isConflict(error)) return {type: 'Conflict'};
      if (!(error instanceof ApiError) || error.passing) throw error;
      return {type: 'Refused', message: error.message};
    }
  }
}
