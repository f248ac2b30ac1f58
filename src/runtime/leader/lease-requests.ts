import type {Clock} from '../clock.ts';
import {asError, errorMessage, RemoteError} from '../errors.ts';
import type {Log} from '../log.ts';
import type {LogDamper} from '../log-damper.ts';
import {OutageLog, type OutageWords} from '../outage-log.ts';
import type {Lease, LeaseChange, LeaseClient, LeaseWrite} from './lease.ts';

export interface LeaseRequestsOptions {
  readonly client: LeaseClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly damper: LogDamper;
  /** In milliseconds. */
  readonly timeout: number;
}

/** No answer came in time. */
class TooLate extends RemoteError {
  override readonly name = 'TooLate';
  override readonly reason = 'TooLate';
  override readonly passing = true;
  override readonly retryAfterSeconds = undefined;
}

const WORDS: OutageWords = {
  begins: 'lease cannot be read or written and will be tried again',
  goesOn: 'lease cannot be had, again',
  ends: 'lease can be had again',
};

/** Requests about the Lease: none takes too long, and what goes wrong is told once. */
export class LeaseRequests {
  readonly #options: LeaseRequestsOptions;
  #failure: string | undefined;
  readonly #outage: OutageLog;

  constructor(options: LeaseRequestsOptions) {
    this.#options = options;
    this.#outage = new OutageLog({...options, words: WORDS, fields: {lease: options.client.name}});
  }

  problem(): string | undefined {
    return this.#failure === undefined ? undefined : `the Lease ${this.#options.client.name}: ${this.#failure}`;
  }

  async read(): Promise<Lease | undefined> {
    return this.#timed(async signal => this.#options.client.read(signal), this.#options.timeout);
  }

  async write(over: Lease | undefined, change: LeaseChange, timeout = this.#options.timeout): Promise<LeaseWrite> {
    return this.#timed(async signal => this.#options.client.write(over, change, signal), timeout);
  }

  failed(thrown: unknown): void {
    const error = asError(thrown);
    this.#failure = errorMessage(error);
    const subject = error instanceof RemoteError ? `lease ${error.reason}` : `lease ${error.message}`;
    this.#outage.failed(subject, this.#failure);
  }

  recovered(): void {
    this.#failure = undefined;
    this.#outage.over();
  }

  /** A connection on which nothing comes any more must not use up the time in which another one would do. */
  async #timed<T>(request: (signal: AbortSignal) => Promise<T>, timeout: number): Promise<T> {
    const late = new AbortController();
    const why = new TooLate(`no answer within ${timeout / 1000} s`);
    const cancel = this.#options.clock.setTimer(timeout, () => late.abort(why));
    try {
      return await request(late.signal);
    } finally {
      cancel();
    }
  }
}
