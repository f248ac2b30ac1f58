import {isKept} from '../admission/keep/is-kept.ts';
import {KEEP_POLICY} from '../admission/keep/keep-policy.ts';
import type {JsonObject} from '../domain/json.ts';
import {isForbidden, isNotFound} from '../kube/api-error.ts';
import {objectPath, RESOURCES, type Resource} from '../kube/resources.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {asError, errorMessage, RemoteError} from '../runtime/errors.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';
import {NowAndThen} from '../runtime/now-and-then.ts';

export interface KeepWatchOptions {
  readonly rest: Pick<Rest, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the controllers, so that an outage is one line for all. */
  readonly damper: LogDamper;
  /** Something is not converted because the keep policy is not there. */
  readonly isMissed: () => boolean;
  readonly learn: (kept: boolean) => void;
  /** It has come or gone: everything is to be looked at again. */
  readonly changed: () => void;
}

/** Longer than idle connections are kept: asking must not hold one open. */
const EVERY = 120_000;

/**
 * Asks now and then whether the keep policy is there: without it, nothing that a tool applies again is converted. Nobody
 * is asked while it is not there and nothing waits for it.
 */
export class KeepWatch implements Worker {
  readonly name = 'keep policy';
  readonly #options: KeepWatchOptions;
  readonly #asking: NowAndThen;
  #known = false;

  constructor(options: KeepWatchOptions) {
    this.#options = options;
    this.#asking = new NowAndThen({clock: options.clock, every: EVERY, act: async () => this.#again()});
  }

  start(): void {
    this.#asking.start();
  }

  async stop(): Promise<void> {
    this.#asking.stop();
  }

  /** Answers whether that is news. Where the server does not answer, it is as it was. */
  async ask(): Promise<boolean> {
    try {
      const kinds = [RESOURCES.MutatingAdmissionPolicy, RESOURCES.MutatingAdmissionPolicyBinding];
      const [policy, binding] = await Promise.all(kinds.map(async kind => this.#read(kind)));
      return this.#learn(isKept(policy, binding));
    } catch (thrown) {
      this.#tell(asError(thrown));
      return false;
    }
  }

  #tell(error: Error): void {
    const {log, damper} = this.#options;
    const subject = error instanceof RemoteError && error.passing ? error.subject : this.name;
    if (damper.admit(subject) === undefined) return;
    log.warn('whether the keep policy is there is not known', {reason: errorMessage(error)});
  }

  #learn(kept: boolean): boolean {
    if (kept === this.#known) return false;
    this.#known = kept;
    this.#options.learn(kept);
    this.#options.log.info(kept ? 'keep policy is there' : 'keep policy is not there', {policy: KEEP_POLICY});
    return true;
  }

  /** Undefined: it is not there, not known to this server, or not ours to see. */
  async #read(resource: Resource): Promise<JsonObject | undefined> {
    try {
      return await this.#options.rest.get(objectPath(resource, {name: KEEP_POLICY}));
    } catch (error) {
      if (isNotFound(error) || isForbidden(error)) return undefined;
      throw error;
    }
  }

  async #again(): Promise<void> {
    const {isMissed, changed} = this.#options;
    if ((this.#known || isMissed()) && (await this.ask())) changed();
  }
}
