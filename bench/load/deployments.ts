import {numberAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {collectionPath, objectPath, RESOURCES} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import {until, type Bench} from '../bench.ts';
import {benchDeployment} from './deployment.ts';
import {inParallel} from '../../test/support/in-parallel.ts';

const AT_ONCE = 24;
const PAGE = 500;

/** The Deployments of one namespace of the bench; written as a person with kubectl would, with that manager's name. */
export class Deployments {
  readonly namespace: string;
  readonly #bench: Bench;
  readonly #rest: Rest;

  constructor(bench: Bench, rest: Rest, namespace: string) {
    this.#bench = bench;
    this.#rest = rest;
    this.namespace = namespace;
  }

  /** Makes the namespace, if it is not there yet. */
  async open(): Promise<void> {
    const {namespace} = this;
    const object = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}};
    await this.#rest.apply(`/api/v1/namespaces/${namespace}`, object);
  }

  /** Creates so many, and where no controller runs also the status that it would write. */
  async fill(count: number, controllers: 'All' | 'None'): Promise<void> {
    const names = Array.from({length: count}, (_, index) => `web-${String(index).padStart(5, '0')}`);
    await inParallel(names, AT_ONCE, async name => {
      this.#bench.signal.throwIfAborted();
      await (controllers === 'None' ? this.createSeen(name) : this.create(name));
    });
    if (controllers === 'All') await this.settled();
  }

  async create(name: string): Promise<JsonObject> {
    const whole = {apiVersion: 'apps/v1', kind: 'Deployment', ...benchDeployment(name)};
    const path = collectionPath(RESOURCES.Deployment, this.namespace);
    return this.#rest.create(path, whole, {fieldManager: 'kubectl-create'});
  }

  /** Creates one, and writes at once what the Deployment controller would. */
  async createSeen(name: string): Promise<JsonObject> {
    return this.#observe(await this.create(name));
  }

  /** What the Deployment controller writes once it has seen the newest template; nothing runs, so nothing is to wait for. */
  async observe(): Promise<void> {
    const behind = (await this.list()).filter(object => !isObserved(object));
    await inParallel(behind, AT_ONCE, async object => this.#observe(object));
  }

  async #observe(object: JsonObject): Promise<JsonObject> {
    this.#bench.signal.throwIfAborted();
    const name = stringAt(object, 'metadata', 'name') ?? '';
    const path = objectPath(RESOURCES.Deployment, {namespace: this.namespace, name}, 'status');
    const status = {observedGeneration: generationOf(object)};
    return this.#rest.mergePatch(path, {status}, {fieldManager: 'kube-controller-manager'});
  }

  /** Resolves when the controllers have nothing left to do. */
  async settled(): Promise<void> {
    const look = async (): Promise<true | undefined> => ((await this.list()).every(isObserved) ? true : undefined);
    await until(this.#bench, 'the controllers have seen every Deployment', look, {seconds: 600, everyMs: 1000});
  }

  async list(): Promise<readonly JsonObject[]> {
    const path = collectionPath(RESOURCES.Deployment, this.namespace);
    const items: JsonObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.#rest.page(path, {limit: PAGE, continue: next});
      items.push(...page.items);
      next = page.continue;
    } while (next !== undefined);
    return items;
  }

  /** One by one: the API server would take longer for so many at once than a request may take. */
  async remove(): Promise<void> {
    await inParallel(await this.list(), AT_ONCE, async object => {
      this.#bench.signal.throwIfAborted();
      const name = stringAt(object, 'metadata', 'name') ?? '';
      const path = objectPath(RESOURCES.Deployment, {namespace: this.namespace, name});
      await this.#rest.delete(path, {propagationPolicy: 'Background'});
    });
  }
}

function isObserved(object: JsonObject): boolean {
  return numberAt(object, 'status', 'observedGeneration') === generationOf(object);
}

function generationOf(object: JsonObject): number {
  return numberAt(object, 'metadata', 'generation') ?? 0;
}
