import {parseServerVersion} from '../domain/server-version.ts';
import type {ServerVersion} from '../domain/facts.ts';
import {sameJson} from '../domain/json.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {errorMessage} from '../runtime/errors.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';

export interface ServerWatchOptions {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly log: Log;
  readonly learn: (server: ServerVersion) => void;
  /** The version is another one than before: everything is to be looked at again. */
  readonly changed: () => void;
}

const EVERY = 300_000;

/** Asks the API server for its version now and then: an upgrade can lift a block. */
export class ServerWatch implements Worker {
  readonly name = 'server version';
  readonly #options: ServerWatchOptions;
  #known: ServerVersion | undefined;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: ServerWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.setTimer(EVERY, () => void this.#again());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
  }

  /** Answers whether the version is new to us. An API server that does not say it is treated as unknown. */
  async ask(): Promise<boolean> {
    try {
      const version = parseServerVersion(await this.#options.rest.get('/version'));
      if (version === undefined || sameJson(version, this.#known)) return false;
      this.#known = version;
      this.#options.learn(version);
      return true;
    } catch (error) {
      this.#options.log.warn('server version is not known', {reason: errorMessage(error)});
      return false;
    }
  }

  async #again(): Promise<void> {
    if (await this.ask()) this.#options.changed();
    this.start();
  }
}
