import type {Clock} from './clock.ts';
import {asError, errorMessage, RemoteError, TerminalError} from './errors.ts';
import {LogDamper} from './log-damper.ts';
import type {Log, LogFields} from './log.ts';
import type {Result} from './result.ts';
import {TimeSlice} from './time-slice.ts';
import type {WorkQueue} from './workqueue.ts';

/** How a reconcile ended, as the metrics count it. */
export type Outcome = 'done' | 'after' | 'retry' | 'error' | 'terminal';

export interface ControllerMetrics {
  reconciled(outcome: Outcome, seconds: number): void;
}

export interface ReconcileContext {
  /** Aborted when the operator stops: start nothing new, finish what is in flight. */
  readonly signal: AbortSignal;
  /** Has the controller, the key and an id of this run on every line. */
  readonly log: Log;
}

export interface ControllerOptions {
  /** In logs and metrics, e.g. `workload`. */
  readonly name: string;
  readonly queue: WorkQueue;
  /** Gets a key, reads everything else itself. Never two at once for one key. */
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<Result>;
  readonly workers: number;
  /** What the log says about a key; `{key}` by default. */
  readonly fields?: (key: string) => LogFields;
  readonly clock: Clock;
  /** From 0 to below 1; names the runs in the log. */
  readonly random: () => number;
  readonly log: Log;
  /** One for all controllers of a process, so that an outage is one line and not one each. Default: an own one. */
  readonly damper?: LogDamper;
  readonly metrics?: ControllerMetrics;
  /** Shared with whatever else has much to do without waiting for anybody. Default: an own one. */
  readonly slice?: TimeSlice;
}

/** A key that always wants to be looked at again at once must leave timers, signals and probes their turn. */
const SHORTEST_WAIT_SECONDS = 0.001;

/** Workers that take keys from a queue, reconcile them, and decide from the result when each comes again. */
export class Controller {
  readonly name: string;
  readonly #options: ControllerOptions;
  readonly #damper: LogDamper;
  readonly #stop = new AbortController();
  readonly #slice: TimeSlice;
  #workers: Promise<void> = Promise.resolve();

  constructor(options: ControllerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#slice = options.slice ?? new TimeSlice(options.clock);
    this.#damper = options.damper ?? new LogDamper(options.clock);
  }

  /** Lets the workers begin. */
  start(): void {
    const workers = Array.from({length: this.#options.workers}, () => this.#work());
    this.#workers = Promise.all(workers).then(() => undefined);
  }

  /** Takes no further key; resolves when the running reconciles have ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#options.queue.shutDown();
    await this.#workers;
  }

  async #work(): Promise<void> {
    const {queue} = this.#options;
    for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
      await this.#process(key);
      queue.done(key);
      // Reconciles that ask nobody anything would follow each other for as long as there are keys.
      if (this.#slice.used) await this.#slice.next();
    }
  }

  async #process(key: string): Promise<void> {
    const {clock, metrics, random, fields} = this.#options;
    const started = clock.monotonic();
    const reconcileId = Math.floor(random() * 2 ** 32).toString(36);
    const log = this.#options.log.with({controller: this.name, ...(fields?.(key) ?? {key}), reconcileId});
    const outcome = await this.#reconcile(key, log);
    metrics?.reconciled(outcome, (clock.monotonic() - started) / 1000);
  }

  async #reconcile(key: string, log: Log): Promise<Outcome> {
    try {
      const result = await this.#options.reconcile(key, {signal: this.#stop.signal, log});
      return this.#settle(key, result, log);
    } catch (thrown) {
      return this.#fail(key, asError(thrown), log);
    }
  }

  #settle(key: string, result: Result, log: Log): Outcome {
    const {queue} = this.#options;
    if (result.type === 'Retry') {
      log.debug('reconcile will be tried again', {reason: result.reason});
      queue.addRateLimited(key);
      return 'retry';
    }
    if (result.type === 'Failed') {
      if (result.seconds !== undefined) queue.addAfter(key, Math.max(result.seconds, SHORTEST_WAIT_SECONDS));
      return this.#fail(key, result.error, log);
    }
    queue.forget(key);
    if (result.type === 'Done') return 'done';
    queue.addAfter(key, Math.max(result.seconds, SHORTEST_WAIT_SECONDS));
    return 'after';
  }

  #fail(key: string, error: Error, log: Log): Outcome {
    const {queue} = this.#options;
    this.#report(key, error, log);
    if (error instanceof TerminalError) {
      queue.forget(key);
      return 'terminal';
    }
    queue.addRateLimited(key, error instanceof RemoteError ? (error.retryAfterSeconds ?? 0) : 0);
    return 'error';
  }

  /** An outage hits every key at once and is one line a minute; anything else is one line a key and minute. */
  #report(key: string, error: Error, log: Log): void {
    const passing = error instanceof RemoteError && error.passing;
    const subject = passing ? error.subject : `${key} ${error.name} ${error.message}`;
    const admitted = this.#damper.admit(subject);
    if (admitted === undefined) return log.debug('reconcile failed again', {error: errorMessage(error)});
    const fields = {error: errorMessage(error), ...(admitted.suppressed > 0 ? {suppressed: admitted.suppressed} : {})};
    if (passing) return log.warn('reconcile failed and will be tried again', fields);
    // Where in our code a server's answer arrived tells nobody anything.
    log.error('reconcile failed', error instanceof RemoteError ? fields : {...fields, stack: error.stack});
  }
}
