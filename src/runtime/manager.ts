import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Clock} from './clock.ts';
import {sleep} from './clock.ts';
import {ALONE, type Leadership} from './leader/leadership.ts';
import type {Log} from './log.ts';

/** Something that keeps a copy of the cluster's objects up to date (a reflector). */
export interface Source {
  /** For people, e.g. `deployments`. */
  readonly name: string;
  /** Runs until the signal is aborted; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when the first list is complete; for an optional source also when the server refused it. */
  settled(): Promise<void>;
  /** What is missing now, as a sentence; absent when all is well. */
  problem(): string | undefined;
  /** Catches up with the cluster as it is now; resolves when it has begun to. */
  refresh?(): Promise<void>;
}

/** Something that works once the sources are there (a controller). */
export interface Worker {
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
  /** Resolves when nothing is left of what the others have told it, also while they stopped. */
  flushed?(): Promise<void>;
}

/** A server that is up from the first moment on (health, metrics). */
export interface Server {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ManagerOptions {
  readonly servers: readonly Server[];
  readonly sources: readonly Source[];
  /** Who works, of several processes. Default: this one. */
  readonly leadership?: Leadership;
  /** Runs once every source is complete and this process leads, before any worker: fills what the workers decide from. */
  readonly onSynced: () => void | Promise<void>;
  readonly workers: readonly Worker[];
  readonly clock: Clock;
  readonly log: Log;
  /** How long a stop waits for the workers. Default 8: with what comes after, a SIGTERM ends the process within 10 s. */
  readonly stopSeconds?: number;
}

/** A source that cannot be refreshed says so in `problem`, and must not keep the others from work. In milliseconds. */
const REFRESH_TIMEOUT = 5000;

/** Starts the parts in order, and stops them in reverse. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #leadership: Leadership;
  readonly #abort = new AbortController();
  /** Each source that was started. */
  readonly #running: Promise<void>[] = [];
  #phase: 'New' | 'Syncing' | 'Electing' | 'Working' | 'Stopping' = 'New';

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#leadership = options.leadership ?? ALONE;
  }

  /**
   * Resolves when everything runs, or when a stop came first; rejects when a server or `onSynced` fails. Only the leader
   * goes further than to keep its sources up to date.
   */
  async start(): Promise<void> {
    const {servers, sources, workers, log} = this.#options;
    this.#phase = 'Syncing';
    for (const server of servers) await server.start();
    await this.#runSources();
    if (this.#stopping()) return;
    log.info('waiting for the first lists', {sources: sources.map(source => source.name)});
    await Promise.race([Promise.all(sources.map(source => source.settled())), aborted(this.#abort.signal)]);
    if (this.#stopping()) return;
    await this.#lead();
    if (this.#stopping()) return;
    await this.#options.onSynced();
    if (this.#stopping()) return;
    this.#phase = 'Working';
    for (const worker of workers) worker.start();
    log.info('working', {workers: workers.map(worker => worker.name)});
  }

  /** What keeps the operator from being ready, one sentence each; empty when it is ready. */
  missing(): readonly string[] {
    if (this.#phase === 'New') return ['not started yet'];
    if (this.#phase === 'Stopping') return ['stopping'];
    const parts = [...this.#options.sources, this.#leadership];
    const problems = parts.map(part => part.problem()).filter(problem => problem !== undefined);
    // Who waits for its turn is as ready as can be.
    const ready = this.#phase === 'Working' || (this.#phase === 'Electing' && this.#leadership.waited);
    return problems.length > 0 || ready ? problems : ['preparing the first reconciles'];
  }

  /** Resolves within `stopSeconds` or a little later, whatever hangs. May be called again, and before `start` is through. */
  async stop(): Promise<void> {
    if (this.#phase === 'Stopping') return;
    this.#phase = 'Stopping';
    const {workers, servers, clock, log} = this.#options;
    this.#abort.abort();
    const limit = new AbortController();
    const orderly = this.#drain(workers).then(() => 'Orderly' as const);
    const late = sleep(clock, (this.#options.stopSeconds ?? 8) * 1000, limit.signal).then(() => 'Late' as const);
    const end = await Promise.race([orderly, late]);
    limit.abort();
    if (end === 'Late') {
      this.#leadership.abandon();
      log.warn('stopped before all work had ended');
    }
    await Promise.all(servers.map(server => server.stop()));
  }

  /** One a turn: all at once would open their connections in one, and hold up whatever else is to be answered. */
  async #runSources(): Promise<void> {
    for (const source of this.#options.sources) {
      this.#running.push(source.run(this.#abort.signal));
      await nextTurn();
    }
  }

  #stopping(): boolean {
    return this.#phase === 'Stopping';
  }

  async #drain(workers: readonly Worker[]): Promise<void> {
    await Promise.all(workers.map(worker => worker.stop()));
    await Promise.all(workers.map(async worker => worker.flushed?.()));
    await Promise.all(this.#running);
    await this.#leadership.release();
  }

  async #lead(): Promise<void> {
    this.#phase = 'Electing';
    await this.#leadership.lead();
    if (!this.#leadership.waited || this.#stopping()) return;
    // What was done by who led before may not have arrived here.
    const fresh = Promise.all(this.#options.sources.map(async source => source.refresh?.()));
    const limit = new AbortController();
    await Promise.race([fresh, sleep(this.#options.clock, REFRESH_TIMEOUT, limit.signal), aborted(this.#abort.signal)]);
    limit.abort();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
}
