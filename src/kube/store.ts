import {stringAt, type JsonObject} from '../domain/json.ts';
import type {Clock} from '../runtime/clock.ts';
import {WriteBarrier} from './write-barrier.ts';

/** What a store keeps of an object: at least the version it is from. */
export interface Versioned {
  readonly resourceVersion: string;
}

/**
 * Told of every change; must only enqueue. `undefined`: not there (any more). When the store has caught up with a key
 * of which somebody was told that it is behind, the key is reported once more as if it were new, so that whoever turned
 * away comes back.
 */
export type OnChange<T> = (key: string, before: T | undefined, after: T | undefined, cause: Cause) => void;

/** `Ours`: what a write through this store has made; for whoever decides what is urgent. */
export type Cause = 'Ours' | 'Theirs';

/** A list that is being read into the store. */
export interface Listing<T> {
  add(key: string, version: string, value: T | undefined): void;
  /** All pages are in: what was not among them is gone. */
  complete(): void;
}

/**
 * The objects of one kind as of a moment ago, by `namespace/name` (or `name`), reduced to what was asked for.
 * Filled by a reflector; everybody else reads it, and wraps writes to its objects in `write`.
 */
export class Store<T extends Versioned> {
  readonly #values = new Map<string, T>();
  readonly #barrier: WriteBarrier;
  readonly #onChange: OnChange<T>;

  constructor(clock: Clock, onChange: OnChange<T>) {
    this.#barrier = new WriteBarrier(clock, key => this.#caughtUp(key));
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }

  /**
   * Sends a write to an object of this store, and answers with the object as the server answered it. Until the store
   * has seen the result, `isBehind(key)` is true: acting on the store's old view would do the same thing twice.
   * @throws what `send` throws; the key is then not behind.
   */
  async write(key: string, send: () => Promise<JsonObject>): Promise<JsonObject> {
    const flight = this.#barrier.begin(key, this.#values.get(key)?.resourceVersion);
    try {
      const answer = await send();
      flight.landed(stringAt(answer, 'metadata', 'resourceVersion'));
      return answer;
    } catch (error) {
      flight.failed();
      throw error;
    }
  }

  /** A write to the object is under way, or the store has not seen its result: leave it until it is reported again. */
  isBehind(key: string): boolean {
    return this.#barrier.isBehind(key);
  }

  /** How long the oldest unseen result has been waited for, in milliseconds. */
  longestWait(): number {
    return this.#barrier.longestWait();
  }

  /** The object is there in this version; `value` undefined: of no interest. */
  set(key: string, version: string, value: T | undefined): void {
    this.#put(key, value, this.#barrier.isOurs(key, version) ? 'Ours' : 'Theirs');
    this.#barrier.saw(key, version);
  }

  /** The object is gone, or has left the selection. */
  delete(key: string): void {
    this.#put(key, undefined);
    this.#barrier.gone(key);
  }

  /** Begins to take over a list. Objects that it has in the same version are not reported. */
  beginList(): Listing<T> {
    const began = this.#barrier.beforeList();
    const listed = new Set<string>();
    return {
      add: (key, version, value) => {
        listed.add(key);
        if (value === undefined || this.#values.get(key)?.resourceVersion !== version) this.#put(key, value);
        this.#barrier.saw(key, version);
      },
      complete: () => this.#completeList(began, listed),
    };
  }

  #completeList(began: number, listed: ReadonlySet<string>): void {
    for (const key of this.#values.keys()) if (!listed.has(key)) this.delete(key);
    this.#barrier.listed(began);
  }

  #caughtUp(key: string): void {
    const value = this.#values.get(key);
    if (value !== undefined) this.#onChange(key, undefined, value, 'Ours');
  }

  #put(key: string, value: T | undefined, cause: Cause = 'Theirs'): void {
    const before = this.#values.get(key);
    if (before === undefined && value === undefined) return;
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
    this.#onChange(key, before, value, cause);
  }
}
