import {setImmediate as nextTurn} from 'node:timers/promises';
import {stringAt, type JsonObject} from '../domain/json.ts';
import {sleep, type Clock} from '../runtime/clock.ts';
import {asError, RemoteError} from '../runtime/errors.ts';
import type {TimeSlice} from '../runtime/time-slice.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import {ApiError, isForbidden, isGone, isNotFound} from './api-error.ts';
import {Backoff} from './backoff.ts';
import {keyOf} from './key.ts';
import {pages} from './pager.ts';
import type {Selectors} from './query.ts';
import {ReflectorHealth} from './reflector-health.ts';
import {collectionPath, type Resource} from './resources.ts';
import type {Rest} from './rest.ts';
import {Store, type OnChange, type Versioned} from './store.ts';
import type {WatchEvent} from './watch-event.ts';
import {GivenUp, Watchdog} from './watchdog.ts';

/** What reflectors count. */
export interface WatchMetrics {
  /** A watch was opened that is not the first. */
  restarted(kind: string): void;
  /** A list or watch failed; a watch that the server ends in time has not. */
  failed(kind: string): void;
}

/** What all reflectors of a process share. */
export interface ReflectorContext {
  readonly rest: Pick<Rest, 'page' | 'watch'>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly log: Log;
  /** One for all, so that an outage is one line and not one a kind. */
  readonly damper: LogDamper;
  readonly metrics?: WatchMetrics;
  /** One for all, so that the first lists of many kinds do not keep the event loop together. */
  readonly slice: TimeSlice;
}

export interface ReflectorOptions<T extends Versioned> extends ReflectorContext, Selectors {
  readonly resource: Resource;
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  /** The kind may be missing or forbidden without anything being wrong. */
  readonly optional?: boolean;
  /** What to keep of an object; undefined: nothing. Must take any JSON. */
  readonly project: (object: JsonObject) => T | undefined;
  /** Must only enqueue. */
  readonly onChange: OnChange<T>;
}

/** A server with bookmarks says something every minute, so this much silence is a dead connection. */
const LONGEST_SILENCE = 150_000;
const LOOK_EVERY = 5000;
/** A result of ours that no event brought in this time will not come; a new list settles it. */
const LONGEST_WAIT = 30_000;
/** The server ends a watch after 290 to 590 s; this much later we do. */
const GRACE = 10_000;
/** Between tries while the kind is forbidden or does not exist. */
const SLOW = 10_000;

/**
 * Keeps a store equal to a collection of the API server: lists it in pages, watches from there, and tries again after
 * whatever ends the watch. Never gives up and never throws.
 */
export class Reflector<T extends Versioned> {
  /** For people, e.g. `deployments`. */
  readonly name: string;
  /** In metrics, e.g. `Deployment`. */
  readonly kind: string;
  readonly store: Store<T>;
  readonly #options: ReflectorOptions<T>;
  readonly #path: string;
  readonly #backoff: Backoff;
  readonly #health: ReflectorHealth;
  /** Where the next watch goes on; absent: list first. */
  #version: string | undefined;
  #watches = 0;
  /** How often in a row the server said that there is no such kind. */
  #absent = 0;
  /** Ends what is under way, also a pause, and goes on at once. */
  #round = new AbortController();
  #accepted = Promise.withResolvers<void>();

  constructor(options: ReflectorOptions<T>) {
    const {resource, clock, random, log, damper, optional = false} = options;
    this.#options = options;
    this.name = resource.plural;
    this.kind = resource.kind;
    this.store = new Store(clock, (...change) => this.#changed(...change));
    this.#path = collectionPath(resource, options.namespace);
    this.#backoff = new Backoff(clock, random);
    this.#health = new ReflectorHealth({name: this.name, log, damper, optional});
  }

  /** True once the first list is complete; stays true through later outages. */
  get synced(): boolean {
    return this.#health.synced;
  }

  /** Resolves when `synced`; for an optional kind also when the server says that there is no such thing for us. */
  async settled(): Promise<void> {
    return this.#health.settled();
  }

  /** What is wrong now, as a sentence. */
  problem(): string | undefined {
    return this.#health.problem();
  }

  /** Resolves when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#round = new AbortController();
      const round = AbortSignal.any([signal, this.#round.signal]);
      const delay = await this.#listAndWatch(round);
      await sleep(this.#options.clock, delay, round);
    }
  }

  /**
   * Opens the watch anew, from where it was: on an old connection nothing may come any more without anybody having
   * noticed. Resolves when the server has accepted it.
   */
  async refresh(): Promise<void> {
    if (!this.synced) return;
    this.#accepted = Promise.withResolvers();
    this.#round.abort();
    await this.#accepted.promise;
  }

  /** Until something ends it; answers how long to wait before the next try, in milliseconds. */
  async #listAndWatch(signal: AbortSignal): Promise<number> {
    try {
      if (this.#version === undefined) await this.#list(signal);
      await this.#watch(signal);
      return this.#backoff.next();
    } catch (thrown) {
      return signal.aborted ? 0 : this.#failed(asError(thrown));
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const {slice} = this.#options;
    const listing = this.store.beginList();
    let version: string | undefined;
    for await (const page of pages(this.#options.rest, this.#path, this.#options, signal)) {
      // Parsing the page was one stall of the event loop; taking it over is another.
      await nextTurn();
      for (const object of page.items) {
        listing.add(keyOf(object), versionOf(object), this.#project(object));
        if (slice.used) await slice.next();
      }
      version = page.resourceVersion;
    }
    listing.complete();
    this.#version = version;
    this.#absent = 0;
    this.#health.listed();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const {rest, resource, metrics, labelSelector, fieldSelector, slice} = this.#options;
    const timeoutSeconds = 290 + Math.floor(this.#options.random() * 300);
    const dog = this.#watchdog(signal, timeoutSeconds * 1000 + GRACE);
    try {
      if (this.#watches++ > 0) metrics?.restarted(resource.kind);
      const query = {labelSelector, fieldSelector, resourceVersion: this.#version, timeoutSeconds};
      const events = await rest.watch(this.#path, query, dog.signal);
      this.#health.watching();
      this.#accepted.resolve();
      for await (const event of events) {
        dog.feed();
        this.#take(event);
        // One chunk may have very many events.
        if (slice.used) await slice.next();
      }
    } finally {
      dog.stop();
    }
  }

  #watchdog(signal: AbortSignal, longest: number): Watchdog {
    const {clock} = this.#options;
    const began = clock.monotonic();
    const check = (silence: number): string | undefined => {
      if (clock.monotonic() - began > longest) return 'the server did not end the watch in time';
      if (silence > LONGEST_SILENCE) return 'nothing came for too long';
      if (this.store.longestWait() <= LONGEST_WAIT) return undefined;
      this.#version = undefined;
      return 'no event brought what we wrote';
    };
    return new Watchdog(signal, {clock, every: LOOK_EVERY, check});
  }

  #take({type, object}: WatchEvent): void {
    const version = versionOf(object);
    if (type === 'DELETED') this.store.delete(keyOf(object));
    else if (type !== 'BOOKMARK') this.store.set(keyOf(object), version, this.#project(object));
    if (version !== '') this.#version = version;
  }

  /** An object that the projection cannot take is left out; it must not end the watch for all others. */
  #project(object: JsonObject): T | undefined {
    try {
      return this.#options.project(object);
    } catch (thrown) {
      this.#options.log.error('object cannot be read', {
        kind: this.#options.resource.kind,
        key: keyOf(object),
        error: asError(thrown).stack,
      });
      return undefined;
    }
  }

  #changed(...change: Parameters<OnChange<T>>): void {
    const [key] = change;
    try {
      this.#options.onChange(...change);
    } catch (thrown) {
      this.#options.log.error('change cannot be handled', {
        kind: this.#options.resource.kind,
        key,
        error: asError(thrown).stack,
      });
    }
  }

  /** With its CustomResourceDefinition all objects of a kind are gone. Said once, it may be a server that has just started. */
  #notServed(): void {
    if (++this.#absent > 1) this.store.beginList().complete();
  }

  #failed(error: Error): number {
    if (error instanceof GivenUp) {
      this.#options.log.info('watch given up', {kind: this.#options.resource.kind, reason: error.message});
      return this.#backoff.next();
    }
    this.#options.metrics?.failed(this.#options.resource.kind);
    this.#health.failed(error);
    if (needsList(error)) this.#version = undefined;
    if (isNotFound(error)) this.#notServed();
    // Waiting for a kind or a permission is no reason to be slow when a connection is lost afterwards.
    if (isForbidden(error) || isNotFound(error)) return SLOW / 2 + (SLOW / 2) * this.#options.random();
    const delay = isGone(error) ? this.#backoff.beforeList() : this.#backoff.next();
    const asked = error instanceof RemoteError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    return Math.max(asked, delay);
  }
}

/** 410 above all; also whatever else is wrong with going on from our version. Not where the server is only unwilling. */
function needsList(error: Error): boolean {
  if (!(error instanceof RemoteError)) return true;
  return error instanceof ApiError && ![401, 403, 429, 503].includes(error.status);
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'resourceVersion') ?? '';
}
