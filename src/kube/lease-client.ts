import {numberAt, objectAt, stringAt, type JsonObject} from '../domain/json.ts';
import {RELEASED_SECONDS} from '../runtime/leader/observation.ts';
import type {Lease, LeaseChange, LeaseClient, LeaseWrite} from '../runtime/leader/lease.ts';
import type {Clock} from '../runtime/clock.ts';
import {ApiError, isConflict, isNotFound} from './api-error.ts';
import {microTime} from './micro-time.ts';
import {apiVersionOf, collectionPath, objectPath, RESOURCES, type ObjectName} from './resources.ts';
import type {Rest} from './rest.ts';

/** The server ends the watch then, and the next one begins with a new look. */
const WATCH_SECONDS = 300;

/** A `coordination.k8s.io/v1` Lease. Written by merge patches that name the version which they are for. */
export class RestLeaseClient implements LeaseClient {
  readonly name: string;
  readonly #rest: Pick<Rest, 'get' | 'create' | 'mergePatch' | 'watch'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #at: ObjectName;
  readonly #path: string;
  readonly #collection: string;

  constructor(rest: Pick<Rest, 'get' | 'create' | 'mergePatch' | 'watch'>, at: ObjectName, clock: Pick<Clock, 'now'>) {
    this.#rest = rest;
    this.#clock = clock;
    this.#at = at;
    this.name = `${at.namespace}/${at.name}`;
    this.#path = objectPath(RESOURCES.Lease, at);
    this.#collection = collectionPath(RESOURCES.Lease, at.namespace);
  }

  async read(signal: AbortSignal): Promise<Lease | undefined> {
    try {
      return leaseOf(await this.#rest.get(this.#path, {signal}));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async write(over: Lease | undefined, change: LeaseChange, signal: AbortSignal): Promise<LeaseWrite> {
    try {
      return {type: 'Written', lease: leaseOf(await this.#send(over, change, signal))};
    } catch (error) {
      if (isConflict(error)) return {type: 'Conflict'};
      if (!isNotFound(error)) throw error;
      return over === undefined ? {type: 'NoPlace'} : {type: 'Conflict'};
    }
  }

  async *follow(lease: Lease, signal: AbortSignal): AsyncGenerator<Lease | undefined> {
    const query = {
      fieldSelector: `metadata.name=${this.#at.name}`,
      resourceVersion: lease.version,
      timeoutSeconds: WATCH_SECONDS,
    };
    for await (const {type, object} of await this.#rest.watch(this.#collection, query, signal)) {
      if (type === 'DELETED') yield undefined;
      else if (type !== 'BOOKMARK') yield leaseOf(object);
    }
  }

  async #send(over: Lease | undefined, change: LeaseChange, signal: AbortSignal): Promise<JsonObject> {
    const spec = this.#specFor(over, change);
    if (over !== undefined) {
      const patch = {metadata: {resourceVersion: over.version}, spec};
      return this.#rest.mergePatch(this.#path, patch, {signal});
    }
    const {kind} = RESOURCES.Lease;
    const object = {apiVersion: apiVersionOf(RESOURCES.Lease), kind, metadata: {name: this.#at.name}, spec};
    return this.#rest.create(this.#collection, object, {signal});
  }

  /** The times are for people and other tools; no Outrigger looks at them. */
  #specFor(over: Lease | undefined, change: LeaseChange): JsonObject {
    const now = microTime(this.#clock.now());
    if (change.type === 'Release') {
      return {holderIdentity: '', leaseDurationSeconds: RELEASED_SECONDS, renewTime: now};
    }
    const renewal = {holderIdentity: change.holder, leaseDurationSeconds: change.seconds, renewTime: now};
    if (change.type === 'Renew') return renewal;
    return {...renewal, acquireTime: now, leaseTransitions: transitionsAfter(over)};
  }
}

function leaseOf(object: JsonObject): Lease {
  const spec = objectAt(object, 'spec');
  const version = stringAt(object, 'metadata', 'resourceVersion');
  if (version === undefined) throw new ApiError(502, {reason: 'NoObject', message: 'the server answered no Lease'});
  return {
    version,
    content: JSON.stringify(spec),
    holder: stringAt(spec, 'holderIdentity') ?? '',
    seconds: numberAt(spec, 'leaseDurationSeconds'),
    transitions: numberAt(spec, 'leaseTransitions') ?? 0,
  };
}

/** The field has 32 bits, and anybody may have written it. */
function transitionsAfter(over: Lease | undefined): number {
  return over === undefined || over.transitions >= 2 ** 31 - 1 ? 0 : over.transitions + 1;
}
