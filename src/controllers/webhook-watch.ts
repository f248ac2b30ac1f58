import {stringAt} from '../domain/json.ts';
import {isForbidden, isNotFound} from '../kube/api-error.ts';
import {pages} from '../kube/pager.ts';
import {collectionPath, RESOURCES} from '../kube/resources.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {errorMessage} from '../runtime/errors.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';
import {NowAndThen} from '../runtime/now-and-then.ts';

export interface WebhookWatchOptions {
  readonly rest: Pick<Rest, 'page'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A pod has lost what makes its sidecar native. */
  readonly isMissed: () => boolean;
  /** Gets the names of all MutatingWebhookConfigurations. */
  readonly learn: (names: readonly string[]) => void;
  /** Others than before: everything is to be looked at again. */
  readonly changed: () => void;
}

/** Longer than idle connections are kept: asking must not hold one open. */
const EVERY = 120_000;

/** Asks now and then which mutating webhooks there are, where one of them may be the cause of what pods have lost. */
export class WebhookWatch implements Worker {
  readonly name = 'mutating webhooks';
  readonly #options: WebhookWatchOptions;
  readonly #asking: NowAndThen;
  readonly #stopping = new AbortController();
  #known: string | undefined;

  constructor(options: WebhookWatchOptions) {
    this.#options = options;
    this.#asking = new NowAndThen({clock: options.clock, every: EVERY, act: async () => this.#again()});
  }

  start(): void {
    this.#asking.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#asking.stop();
  }

  /** Answers whether there is news. Where the server does not answer, or they are not ours to see, it is as it was. */
  async ask(): Promise<boolean> {
    try {
      return this.#learn(await this.#names());
    } catch (error) {
      if (this.#stopping.signal.aborted) return false;
      const {log} = this.#options;
      const fields = {reason: errorMessage(error)};
      // Without that permission a finding says less, and nothing else.
      if (isForbidden(error) || isNotFound(error)) log.debug('mutating webhooks may not be listed', fields);
      else log.warn('mutating webhooks could not be listed', fields);
      return false;
    }
  }

  #learn(names: readonly string[]): boolean {
    const text = JSON.stringify(names);
    if (text === this.#known) return false;
    this.#known = text;
    this.#options.learn(names);
    return true;
  }

  async #names(): Promise<readonly string[]> {
    const names: string[] = [];
    const path = collectionPath(RESOURCES.MutatingWebhookConfiguration);
    for await (const {items} of pages(this.#options.rest, path, {}, this.#stopping.signal)) {
      names.push(...items.map(item => stringAt(item, 'metadata', 'name') ?? ''));
    }
    return names.sort();
  }

  async #again(): Promise<void> {
    const {isMissed, changed} = this.#options;
    if (isMissed() && (await this.ask())) changed();
  }
}
