import {RemoteError} from '../../../../src/runtime/errors.ts';
import type {Lease, LeaseChange, LeaseClient, LeaseWrite} from '../../../../src/runtime/leader/lease.ts';

/** What a test lets happen to the requests of one process. */
export type Weather = 'Fine' | 'Refused' | 'Silent' | 'AnswersLost' | 'Forbidden';

class Failure extends RemoteError {
  override readonly reason: string;
  override readonly passing: boolean;
  override readonly retryAfterSeconds = undefined;

  constructor(message: string, passing: boolean) {
    super(message);
    this.reason = message;
    this.passing = passing;
  }
}

/** A Lease on a server in memory, with the server's optimistic locking. */
export class MemoryLease {
  lease: Lease | undefined;
  /** The holder after each write. */
  readonly writes: string[] = [];
  hasPlace = true;
  #version = 0;
  readonly #watchers = new Set<() => void>();

  /** As somebody writes it by hand. */
  put(change: Partial<Lease> | undefined): void {
    const before = this.lease ?? {holder: '', seconds: undefined, transitions: 0};
    const version = String(++this.#version);
    this.lease = change === undefined ? undefined : {...before, ...change, version, content: `content ${version}`};
    this.writes.push(this.lease?.holder ?? 'gone');
    for (const wake of this.#watchers) wake();
  }

  write(over: Lease | undefined, change: LeaseChange): LeaseWrite {
    if (!this.hasPlace) return {type: 'NoPlace'};
    if (over?.version !== this.lease?.version) return {type: 'Conflict'};
    if (change.type === 'Release') this.put({holder: '', seconds: 1});
    else this.put({holder: change.holder, seconds: change.seconds});
    return {type: 'Written', lease: this.lease as Lease};
  }

  async *follow(from: Lease, signal: AbortSignal): AsyncGenerator<Lease | undefined> {
    let seen: string | undefined = from.version;
    for (; ; signal.throwIfAborted()) {
      if (seen === this.lease?.version) await this.#changed(signal);
      if (seen === this.lease?.version) continue;
      seen = this.lease?.version;
      yield this.lease;
    }
  }

  async #changed(signal: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      const wake = (): void => {
        this.#watchers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#watchers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** One process's way to it. */
export class MemoryLeaseClient implements LeaseClient {
  readonly name = 'outrigger-system/outrigger';
  weather: Weather = 'Fine';
  requests = 0;
  readonly #server: MemoryLease;

  constructor(server: MemoryLease) {
    this.#server = server;
  }

  async read(signal: AbortSignal): Promise<Lease | undefined> {
    await this.#travel(signal);
    return this.#server.lease;
  }

  async write(over: Lease | undefined, change: LeaseChange, signal: AbortSignal): Promise<LeaseWrite> {
    if (this.weather === 'AnswersLost') {
      this.#server.write(over, change);
      return silence(signal);
    }
    await this.#travel(signal);
    return this.#server.write(over, change);
  }

  async *follow(lease: Lease, signal: AbortSignal): AsyncGenerator<Lease | undefined> {
    for await (const seen of this.#server.follow(lease, signal)) {
      if (this.weather === 'Silent') await silence(signal);
      yield seen;
    }
  }

  async #travel(signal: AbortSignal): Promise<void> {
    this.requests++;
    if (this.weather === 'Refused') throw new Failure('refused', true);
    if (this.weather === 'Forbidden') throw new Failure('leases is forbidden', false);
    if (this.weather === 'Silent') await silence(signal);
  }
}

async function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
