import type {Unreadable} from '../../cli/verdict/live.ts';
import type {JsonObject} from '../../domain/json.ts';
import {ApiError, isForbidden, isGone, isNotFound} from '../../kube/api-error.ts';
import {pages} from '../../kube/pager.ts';
import {apiVersionOf, collectionPath, objectPath, type ObjectName, type Resource} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import {sleep, type Clock} from '../../runtime/clock.ts';
import {resourceName, withoutIt} from './without-it.ts';

export type Listing<T> =
  | {readonly type: 'Read'; readonly objects: readonly T[]}
  /** The cluster does not know the kind. */
  | {readonly type: 'Absent'}
  /** Noted among `unreadable`. */
  | {readonly type: 'Unreadable'};

export type Got =
  {readonly type: 'Read'; readonly object: JsonObject} | {readonly type: 'Absent'} | {readonly type: 'Unreadable'};

export interface ListOptions<T> {
  /** Absent: all. */
  readonly namespace?: string | undefined;
  /** e.g. `status.phase!=Succeeded`. */
  readonly fieldSelector?: string;
  /** What is kept of an object, page by page; undefined: nothing. */
  readonly take: (object: JsonObject) => T | undefined;
}

/** A server that is busy is asked again this often, and so is a list whose pages came too late. */
const TRIES = 3;
const LONGEST_PAUSE_SECONDS = 10;
/** In milliseconds: timers may fire a little early, and then the server would have to be asked once more. */
const LEAST_PAUSE = 50;

/** Reads from the API server; what may not be read is noted, once for what is missing then, and the rest goes on. */
export class Reader {
  readonly #rest: Pick<Rest, 'get' | 'page'>;
  readonly #clock: Clock;
  readonly #unreadable = new Map<string, Unreadable>();

  constructor({rest, clock}: {readonly rest: Pick<Rest, 'get' | 'page'>; readonly clock: Clock}) {
    this.#rest = rest;
    this.#clock = clock;
  }

  get unreadable(): readonly Unreadable[] {
    return [...this.#unreadable.values()];
  }

  /** All objects of a kind, with the `kind` and `apiVersion` that lists leave out. */
  async list<T>(resource: Resource, options: ListOptions<T>): Promise<Listing<T>> {
    const read = await this.#attempt(resource, async () => this.#all(resource, options));
    return read.type === 'Read' ? {type: 'Read', objects: read.value} : read;
  }

  /** @param missing what an answer lacks without it; default: what it lacks without its kind */
  async get(resource: Resource, name: ObjectName, missing?: string): Promise<Got> {
    const read = await this.#attempt(resource, async () => this.#rest.get(objectPath(resource, name)), missing);
    return read.type === 'Read' ? {type: 'Read', object: withKind(resource, read.value)} : read;
  }

  /** What is no kind of object, such as `/version`; undefined: it is not to be had. */
  async ask(path: string): Promise<JsonObject | undefined> {
    try {
      return await this.#rest.get(path);
    } catch (error) {
      if (isForbidden(error) || isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #all<T>(resource: Resource, {namespace, fieldSelector, take}: ListOptions<T>): Promise<readonly T[]> {
    const path = collectionPath(resource, namespace);
    const taken: T[] = [];
    for await (const page of pages(this.#rest, path, {fieldSelector}, new AbortController().signal)) {
      for (const object of page.items) {
        const kept = take(withKind(resource, object));
        if (kept !== undefined) taken.push(kept);
      }
    }
    return taken;
  }

  async #attempt<T>(
    resource: Resource,
    read: () => Promise<T>,
    missing?: string,
  ): Promise<{readonly type: 'Read'; readonly value: T} | {readonly type: 'Absent' | 'Unreadable'}> {
    for (let attempt = 1; ; attempt++) {
      try {
        return {type: 'Read', value: await read()};
      } catch (error) {
        if (isNotFound(error)) return {type: 'Absent'};
        if (!(error instanceof ApiError) || error.status === 401) throw error;
        if (attempt === TRIES || !isWorthAnotherTry(error)) return this.#note(resource, error, missing);
        await this.#pause(error);
      }
    }
  }

  async #pause({retryAfterSeconds = 0}: ApiError): Promise<void> {
    const seconds = Math.min(retryAfterSeconds, LONGEST_PAUSE_SECONDS);
    await sleep(this.#clock, seconds * 1000 + LEAST_PAUSE, new AbortController().signal);
  }

  #note(resource: Resource, error: ApiError, lacks?: string): {readonly type: 'Unreadable'} {
    const name = resourceName(resource);
    const why = isForbidden(error) ? 'may not be read' : `cannot be read (${error.message})`;
    const {missing, workloads} = withoutIt(resource);
    const message = `${name} ${why}: ${lacks ?? missing}.`;
    this.#unreadable.set(`${name} ${lacks ?? ''}`, {resource: name, message, workloads});
    return {type: 'Unreadable'};
  }
}

function isWorthAnotherTry(error: ApiError): boolean {
  return isGone(error) || error.passing;
}

function withKind(resource: Resource, object: JsonObject): JsonObject {
  return {apiVersion: apiVersionOf(resource), kind: resource.kind, ...object};
}
