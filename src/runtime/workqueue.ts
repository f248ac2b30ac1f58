import type {Clock} from './clock.ts';
import {DelayLine} from './delay-line.ts';
import {Fifo} from './fifo.ts';

/** What a queue tells of itself. */
export interface QueueMetrics {
  /** Keys that wait for a worker now. */
  depth(keys: number): void;
  added(): void;
  retried(): void;
  /** How long a key waited until a worker took it, in seconds. */
  waited(seconds: number): void;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly metrics?: QueueMetrics;
  /** First delay after a failure; doubles with each further one. Default 0.005. */
  readonly retrySeconds?: number;
  /** Longest delay after failures. Default 1000. */
  readonly maxRetrySeconds?: number;
}

/** `Low` is for the keys of a first list, so that a restart does not starve live changes. */
export type Priority = 'Normal' | 'Low';

interface Waiting {
  priority: Priority;
  readonly since: number;
}

/**
 * Keys that want a reconcile, with client-go's contract: a key waits at most once; a key that is being worked on is
 * not handed out again before `done`, but remembers that it was added meanwhile; failures of a key delay it longer
 * and longer until `forget`. Unlike there, a key that is handed out is no longer delayed: its reconcile says anew when
 * to look again. Nothing but the key is kept.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #metrics: QueueMetrics | undefined;
  readonly #firstRetry: number;
  readonly #lastRetry: number;
  readonly #lines: Readonly<Record<Priority, Fifo<string>>> = {Normal: new Fifo(), Low: new Fifo()};
  /** Keys in a line; a key that was raised leaves a stale entry in the low line, which `#take` skips. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #processing = new Set<string>();
  /** Added while being worked on. */
  readonly #again = new Map<string, Priority>();
  readonly #delayed: DelayLine;
  readonly #failures = new Map<string, number>();
  readonly #getters = new Fifo<(key: string | undefined) => void>();
  readonly #drained: (() => void)[] = [];
  /** The next turn hands a key to a worker that waits. */
  #serving = false;
  #shutDown = false;

  constructor(options: QueueOptions) {
    this.#clock = options.clock;
    this.#delayed = new DelayLine(options.clock, key => this.add(key));
    this.#metrics = options.metrics;
    this.#firstRetry = options.retrySeconds ?? 0.005;
    this.#lastRetry = options.maxRetrySeconds ?? 1000;
  }

  /** Keys that wait for a worker; delayed ones are not counted. */
  get depth(): number {
    return this.#waiting.size;
  }

  add(key: string, priority: Priority = 'Normal'): void {
    if (this.#shutDown) return;
    if (this.#processing.has(key)) {
      if (this.#again.get(key) !== 'Normal') this.#again.set(key, priority);
      return;
    }
    this.#enqueue(key, priority);
  }

  /** Adds after a delay. Of several delays of one key the earliest holds. */
  addAfter(key: string, seconds: number): void {
    if (this.#shutDown) return;
    if (seconds <= 0) return this.add(key);
    this.#delayed.add(key, seconds * 1000);
  }

  /** Adds after the delay that the key's failures in a row have earned, at the least `atLeastSeconds`. */
  addRateLimited(key: string, atLeastSeconds = 0): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#metrics?.retried();
    this.addAfter(key, Math.max(atLeastSeconds, Math.min(this.#firstRetry * 2 ** failures, this.#lastRetry)));
  }

  /** How often in a row the key has failed. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The key has succeeded, or is given up: its next failure counts as the first. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Waits for a key and hands it out; `undefined` after the shutdown, once no key waits. Call `done` afterwards. */
  async get(): Promise<string | undefined> {
    const key = this.#take();
    if (key !== undefined || this.#shutDown) return key;
    return new Promise(resolve => this.#getters.push(resolve));
  }

  /** The worker has finished with the key. */
  done(key: string): void {
    this.#processing.delete(key);
    const again = this.#again.get(key);
    this.#again.delete(key);
    if (again !== undefined && !this.#shutDown) this.#enqueue(key, again);
    if (this.#processing.size === 0) this.#drained.splice(0).forEach(resolve => resolve());
  }

  /** Takes nothing more, drops what waits, and resolves when the keys that are being worked on are done. */
  async shutDown(): Promise<void> {
    this.#shutDown = true;
    this.#delayed.clear();
    this.#waiting.clear();
    this.#again.clear();
    this.#metrics?.depth(0);
    for (let getter = this.#getters.shift(); getter !== undefined; getter = this.#getters.shift()) getter(undefined);
    if (this.#processing.size > 0) await new Promise<void>(resolve => this.#drained.push(resolve));
  }

  #enqueue(key: string, priority: Priority): void {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && (waiting.priority === 'Normal' || priority === 'Low')) return;
    this.#waiting.set(key, {priority, since: waiting?.since ?? this.#clock.monotonic()});
    this.#lines[priority].push(key);
    if (waiting === undefined) this.#metrics?.added();
    this.#metrics?.depth(this.#waiting.size);
    this.#serve();
  }

  /** Workers that wait begin in one turn each: all at once they would keep the event loop for as long as each works. */
  #serve(): void {
    if (this.#serving || this.#getters.size === 0 || this.#waiting.size === 0) return;
    this.#serving = true;
    setImmediate(() => {
      this.#serving = false;
      const key = this.#getters.size === 0 ? undefined : this.#take();
      if (key !== undefined) this.#getters.shift()?.(key);
      this.#serve();
    });
  }

  #take(): string | undefined {
    const key = this.#next('Normal') ?? this.#next('Low');
    const waiting = key === undefined ? undefined : this.#waiting.get(key);
    if (key === undefined || waiting === undefined) return undefined;
    this.#waiting.delete(key);
    // What it was to be looked at again for is looked at now.
    this.#delayed.delete(key);
    this.#processing.add(key);
    this.#metrics?.depth(this.#waiting.size);
    this.#metrics?.waited((this.#clock.monotonic() - waiting.since) / 1000);
    return key;
  }

  #next(priority: Priority): string | undefined {
    const line = this.#lines[priority];
    for (let key = line.shift(); key !== undefined; key = line.shift()) {
      if (this.#waiting.get(key)?.priority === priority) return key;
    }
    return undefined;
  }
}
