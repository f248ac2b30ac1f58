import {parseServerVersion} from '../domain/server-version.ts';
import type {ServerVersion} from '../domain/facts.ts';
import {sameJson} from '../domain/json.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {errorMessage} from '../runtime/errors.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';
import {NowAndThen} from '../runtime/now-and-then.ts';

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
  readonly #asking: NowAndThen;
  #known: ServerVersion | undefined;

  constructor(options: ServerWatchOptions) {
    this.#options = options;
    this.#asking = new NowAndThen({clock: options.clock, every: EVERY, act: async () => this.#again()});
  }

  start(): void {
    this.#asking.start();
  }

  async stop(): Promise<void> {
    this.#asking.stop();
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
  }
}
