import type {Clock} from '../runtime/clock.ts';

/** A write that has been sent and not been answered. */
interface Flight {
  /** Versions that the store had, or that events brought, since the write was sent. */
  readonly seen: Set<string>;
  /** The object was deleted meanwhile. */
  gone: boolean;
}

/** A version that a write has made and no event has brought. */
interface Awaited {
  /** Orders the write's answer against the beginning of lists. */
  readonly at: number;
  readonly since: number;
}

/**
 * Knows which keys the store is behind on: our own write is done, and what the store holds may still be from before.
 * Versions are opaque, so only equality counts: an event with exactly the version of the answer ends it, and so does a
 * deletion or a list that began after the answer.
 */
export class WriteBarrier {
  readonly #clock: Clock;
  readonly #flights = new Map<string, Set<Flight>>();
  readonly #awaited = new Map<string, Map<string, Awaited>>();
  /** Keys of which somebody was told that they are behind. */
  readonly #asked = new Set<string>();
  readonly #onCaughtUp: (key: string) => void;
  #counter = 0;

  /** `onCaughtUp`: a key that somebody asked about while it was behind no longer is. */
  constructor(clock: Clock, onCaughtUp: (key: string) => void) {
    this.#clock = clock;
    this.#onCaughtUp = onCaughtUp;
  }

  /** A write is under way, or the store has not seen its result. */
  isBehind(key: string): boolean {
    const behind = this.#flights.has(key) || this.#awaited.has(key);
    if (behind) this.#asked.add(key);
    return behind;
  }

  /** A write is sent; the store holds `current`. Exactly one of the answer's functions must be called. */
  begin(key: string, current: string | undefined): {landed: (version: string | undefined) => void; failed: () => void} {
    const flight: Flight = {seen: new Set(current === undefined ? [] : [current]), gone: false};
    const flights = this.#flights.get(key) ?? new Set();
    this.#flights.set(key, flights.add(flight));
    return {
      landed: version => {
        this.#end(key, flight);
        if (version !== undefined && !flight.gone && !flight.seen.has(version)) this.#await(key, version);
        this.#tell(key);
      },
      failed: () => {
        this.#end(key, flight);
        this.#tell(key);
      },
    };
  }

  /** This version is what a write of ours has made. While one is under way, any may be, and counts as. */
  isOurs(key: string, version: string): boolean {
    return this.#flights.has(key) || (this.#awaited.get(key)?.has(version) ?? false);
  }

  /** An event or a list brought this version of the object. */
  saw(key: string, version: string): void {
    for (const flight of this.#flights.get(key) ?? []) {
      flight.seen.add(version);
      flight.gone = false;
    }
    const awaited = this.#awaited.get(key);
    if (awaited?.delete(version) === true && awaited.size === 0) this.#awaited.delete(key);
    this.#tell(key);
  }

  /** The object is gone: nothing is left that could be acted on. */
  gone(key: string): void {
    for (const flight of this.#flights.get(key) ?? []) flight.gone = true;
    this.#awaited.delete(key);
    this.#tell(key);
  }

  /** Call before the first page; give the answer to `listed`. */
  beforeList(): number {
    return ++this.#counter;
  }

  /** A list is complete: it has every write that was answered before it began. */
  listed(began: number): void {
    for (const [key, awaited] of this.#awaited) {
      for (const [version, {at}] of awaited) if (at < began) awaited.delete(version);
      if (awaited.size > 0) continue;
      this.#awaited.delete(key);
      this.#tell(key);
    }
  }

  /** How long the oldest result has been waited for, in milliseconds; 0 when none is. */
  longestWait(): number {
    let oldest = this.#clock.monotonic();
    const now = oldest;
    for (const awaited of this.#awaited.values()) {
      for (const {since} of awaited.values()) oldest = Math.min(oldest, since);
    }
    return now - oldest;
  }

  #tell(key: string): void {
    if (this.#flights.has(key) || this.#awaited.has(key)) return;
    if (this.#asked.delete(key)) this.#onCaughtUp(key);
  }

  #end(key: string, flight: Flight): void {
    const flights = this.#flights.get(key);
    if (flights?.delete(flight) === true && flights.size === 0) this.#flights.delete(key);
  }

  #await(key: string, version: string): void {
    const awaited = this.#awaited.get(key) ?? new Map<string, Awaited>();
    this.#awaited.set(key, awaited.set(version, {at: ++this.#counter, since: this.#clock.monotonic()}));
  }
}
