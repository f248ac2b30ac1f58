import type {JsonObject} from '../../src/domain/json.ts';
import {loadSession} from '../../src/kube/load-session.ts';
import {apiVersionOf, collectionPath, objectPath, RESOURCES} from '../../src/kube/resources.ts';
import {Rest} from '../../src/kube/rest.ts';
import type {Session} from '../../src/kube/session.ts';
import type {Cluster} from '../cluster/cluster.ts';

type Kind = keyof typeof RESOURCES;

/** The administrator of a test cluster, for what tests do and look at; raw JSON. */
export class Admin {
  readonly rest: Rest;
  readonly #session: Session;

  constructor(cluster: Cluster) {
    this.#session = loadSession({kubeconfig: cluster.kubeconfig});
    this.rest = new Rest(this.#session);
  }

  /** Like `kubectl create`: no last-applied annotation, so no tool counts as its owner. */
  async create(kind: Kind, namespace: string | undefined, object: JsonObject): Promise<JsonObject> {
    const resource = RESOURCES[kind];
    const whole = {apiVersion: apiVersionOf(resource), kind, ...object};
    return this.rest.create(collectionPath(resource, namespace), whole, {fieldManager: 'test'});
  }

  async get(kind: Kind, namespace: string | undefined, name: string): Promise<JsonObject> {
    return this.rest.get(objectPath(RESOURCES[kind], {namespace, name}));
  }

  async list(kind: Kind, namespace?: string): Promise<readonly JsonObject[]> {
    return (await this.rest.page(collectionPath(RESOURCES[kind], namespace), {limit: 0})).items;
  }

  async merge(
    kind: Kind,
    at: {readonly namespace?: string; readonly name: string},
    patch: JsonObject,
  ): Promise<JsonObject> {
    return this.rest.mergePatch(objectPath(RESOURCES[kind], at), patch, {fieldManager: 'test'});
  }

  async delete(kind: Kind, namespace: string | undefined, name: string, body: JsonObject = {}): Promise<void> {
    await this.rest.delete(objectPath(RESOURCES[kind], {namespace, name}), body);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}
