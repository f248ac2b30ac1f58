import {sameJson} from '../../domain/json.ts';
import type {Clock} from '../../runtime/clock.ts';
import {asError, errorMessage} from '../../runtime/errors.ts';
import type {Log} from '../../runtime/log.ts';
import {checkPair, validity, type KeyPair} from './key-pair.ts';

export interface CertificateWatchOptions {
  /** Where certificates come from, for people. */
  readonly source: string;
  /** Undefined: there is none yet. @throws Error whose message says why it cannot be read */
  readonly read: () => Promise<KeyPair | undefined>;
  /** Takes a pair that was checked. */
  readonly use: (pair: KeyPair) => void | Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** In milliseconds. */
const EVERY = 10_000;

/** Serves a certificate, and another one as soon as it is there. One that is of no use leaves the old one in its place. */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  #used: KeyPair | undefined;
  #problem = '';
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #cancel: () => void = () => undefined;

  constructor(options: CertificateWatchOptions) {
    this.#options = options;
  }

  /** A certificate is in use. */
  get isServing(): boolean {
    return this.#used !== undefined;
  }

  async start(): Promise<void> {
    await this.look();
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.setTimer(EVERY, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Reads the source now, and uses what is new. Never rejects: what is wrong is logged, once, and tried again. */
  async look(): Promise<void> {
    this.#looking = this.#looking.then(async () => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const {read, use, log, source} = this.#options;
    try {
      const pair = await read();
      if (pair === undefined || this.#stopped || sameJson(pair, this.#used)) return;
      checkPair(pair);
      await use(pair);
      this.#used = pair;
      this.#problem = '';
      log.info('webhook certificate is in use', {source, until: new Date(validity(pair.cert).to).toISOString()});
    } catch (thrown) {
      this.#tell(errorMessage(asError(thrown)));
    }
  }

  #tell(reason: string): void {
    if (reason === this.#problem) return;
    this.#problem = reason;
    const {log, source} = this.#options;
    const message = this.isServing ? 'webhook certificate stays the old one' : 'webhook is not served';
    log.warn(message, {source, reason});
  }
}
