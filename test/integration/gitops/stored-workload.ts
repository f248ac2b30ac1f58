import {objectAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';
import type {Target} from './git.ts';
import {ownedIn, type Owned} from './owned.ts';

/** A workload as it is stored, and what its controller has made of it. */
export interface Snapshot {
  readonly object: JsonObject;
  readonly spec: JsonObject;
  readonly generation: number;
  /** Names of its ReplicaSets or ControllerRevisions: one more is a rollout. */
  readonly revisions: readonly string[];
  readonly owned: Owned;
}

/** What has come since; those that went are too old for its history. */
export function newRevisions(before: Snapshot, after: Snapshot): readonly string[] {
  return after.revisions.filter(name => !before.revisions.includes(name));
}

const REVISIONS: Partial<Record<Target['kind'], string>> = {
  Deployment: 'replicasets',
  StatefulSet: 'controllerrevisions',
  DaemonSet: 'controllerrevisions',
};

export class StoredWorkload {
  readonly #admin: Admin;
  readonly #target: Target;

  constructor(admin: Admin, target: Target) {
    this.#admin = admin;
    this.#target = target;
  }

  /** Waits until its controller has seen it as it is. */
  async look(): Promise<Snapshot> {
    const object = await eventually('its controller has seen it', async () => this.#seen());
    return {
      object,
      spec: objectAt(object, ...podSpecKeys(this.#target.kind)),
      generation: Number(valueAt(object, 'metadata', 'generation')),
      revisions: await this.#revisions(),
      owned: ownedIn(object),
    };
  }

  async isGone(): Promise<boolean> {
    const {kind, ...at} = this.#target;
    return this.#admin.rest.get(objectPath(RESOURCES[kind], at)).then(
      object => valueAt(object, 'metadata', 'deletionTimestamp') !== undefined,
      error => isNotFound(error) || Promise.reject(error as Error),
    );
  }

  /** Specs of the pods that its controller has created and that are not being deleted. */
  async pods(): Promise<readonly JsonObject[]> {
    const {name, namespace} = this.#target;
    const path = collectionPath(RESOURCES.Pod, namespace);
    const {items} = await this.#admin.rest.page(path, {limit: 0, labelSelector: `name=${name}`});
    return items
      .filter(pod => valueAt(pod, 'metadata', 'deletionTimestamp') === undefined)
      .map(pod => objectAt(pod, 'spec'));
  }

  async #seen(): Promise<JsonObject | undefined> {
    const {kind, ...at} = this.#target;
    const object = await this.#admin.rest.get(objectPath(RESOURCES[kind], at));
    if (REVISIONS[kind] === undefined) return object;
    const seen = valueAt(object, 'status', 'observedGeneration') === valueAt(object, 'metadata', 'generation');
    return seen ? object : undefined;
  }

  async #revisions(): Promise<readonly string[]> {
    const {kind, name, namespace} = this.#target;
    const plural = REVISIONS[kind];
    if (plural === undefined) return [];
    const path = `/apis/apps/v1/namespaces/${namespace}/${plural}`;
    const {items} = await this.#admin.rest.page(path, {limit: 0, labelSelector: `name=${name}`});
    return items.map(one => stringAt(one, 'metadata', 'name') ?? '').sort();
  }
}
