import {COMPILED_SELECTOR, isPodPolicyOf} from '../../admission/pods/names.ts';
import {isForbidden, isNotFound} from '../../kube/api-error.ts';
import {Reflector, type ReflectorContext} from '../../kube/reflector.ts';
import {collectionPath, RESOURCES, type Resource} from '../../kube/resources.ts';
import type {Store} from '../../kube/store.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {
  reachesNamespace,
  reinvokedWebhooksOf,
  type ReinvokedWebhook,
} from '../../domain/surroundings/reinvoked-webhook.ts';
import {asError, errorMessage, RemoteError} from '../../runtime/errors.ts';
import type {Worker} from '../../runtime/manager.ts';
import {NowAndThen} from '../../runtime/now-and-then.ts';
import {Refusals, type Asked} from '../refusals.ts';
import {compiledView, type CompiledView} from './compiled-view.ts';
import type {Part} from './steps.ts';

/** What is kept of a MutatingWebhookConfiguration. */
interface WebhooksView {
  readonly resourceVersion: string;
  readonly webhooks: readonly ReinvokedWebhook[];
}

/** Whether pods can be converted by the API server itself. */
export type EngineState =
  | {readonly type: 'Unknown'}
  /** Nobody wants them here. */
  | {readonly type: 'SwitchedOff'}
  | {readonly type: 'Available'}
  /** The server does not know such policies: it is older, or has them switched off. */
  | {readonly type: 'NotServed'}
  /** They are not Outrigger's to write. */
  | {readonly type: 'Forbidden'};

export interface PodEngineOptions extends ReflectorContext {
  /** The one namespace that is followed; undefined: all, and the cluster's policies. */
  readonly namespace: string | undefined;
  /** Pods are to be converted where they can be. */
  readonly wanted: boolean;
  /** Something waits for it. */
  readonly isMissed: () => boolean;
  /** It has come or gone: everything is to be looked at again. */
  readonly changed: () => void;
  /** A pod policy or binding is another than before, or the first lists are there; must only enqueue. */
  readonly stored: () => void;
}

const PARTS: Readonly<Record<Part, Resource>> = {
  policy: RESOURCES.MutatingAdmissionPolicy,
  binding: RESOURCES.MutatingAdmissionPolicyBinding,
};
/** Longer than idle connections are kept: asking must not hold one open. */
const EVERY = 120_000;
/** Stands for those that may not be listed. */
const UNKNOWN_WEBHOOK = 'one that Outrigger may not see';
const WRITING: Asked = {key: 'pod policies', about: ''};

/**
 * Asks now and then whether pod policies can be written here, and follows them while they can. Nothing is watched, and
 * nobody is asked, where they cannot and nothing waits for them.
 */
export class PodEngine implements Worker {
  readonly name = 'pod policies';
  readonly #options: PodEngineOptions;
  readonly #reflectors: Readonly<Record<Part, Reflector<CompiledView>>>;
  readonly #webhooks: Reflector<WebhooksView>;
  readonly #refusals: Refusals;
  readonly #asking: NowAndThen;
  #state: EngineState;
  #watching: {readonly abort: AbortController; readonly ended: Promise<unknown>} | undefined;
  #phase: 'New' | 'Started' | 'Stopped' = 'New';
  /** The first lists are there, or refused. */
  #isSettled = false;

  constructor(options: PodEngineOptions) {
    this.#options = options;
    this.#asking = new NowAndThen({clock: options.clock, every: EVERY, act: async () => this.#again()});
    this.#refusals = new Refusals(options.clock);
    this.#state = {type: options.wanted ? 'Unknown' : 'SwitchedOff'};
    this.#reflectors = {policy: this.#reflector('policy'), binding: this.#reflector('binding')};
    this.#webhooks = new Reflector({
      ...options,
      resource: RESOURCES.MutatingWebhookConfiguration,
      optional: true,
      project: webhooksView,
      onChange: options.stored,
    });
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Both kinds have been listed, and the webhooks, where they may be. */
  get synced(): boolean {
    return this.#isSettled && this.#reflectors.policy.synced && this.#reflectors.binding.synced;
  }

  /**
   * Names of the webhooks that are asked a second time about pods of a namespace with these labels; undefined: of any
   * namespace. Where webhooks may not be listed, there may be one.
   */
  reinvoked(labels: Readonly<Record<string, string>> | undefined): readonly string[] {
    if (!this.#webhooks.synced) return [UNKNOWN_WEBHOOK];
    const all = [...this.#webhooks.store.values()].flatMap(({webhooks}) => webhooks);
    const about = labels === undefined ? all : all.filter(webhook => reachesNamespace(webhook, labels));
    return about.map(({name}) => name).sort();
  }

  storeOf(part: Part): Store<CompiledView> {
    return this.#reflectors[part].store;
  }

  start(): void {
    if (this.#phase !== 'New') return;
    this.#phase = 'Started';
    this.#follow();
    this.#asking.start();
  }

  async stop(): Promise<void> {
    this.#phase = 'Stopped';
    this.#asking.stop();
    await this.#stopWatching();
  }

  /** Answers whether that is news. Where the server does not answer, it is as it was. */
  async ask(): Promise<boolean> {
    if (!this.#options.wanted || this.#refusals.of(WRITING) !== undefined) return false;
    try {
      const query = {labelSelector: COMPILED_SELECTOR, limit: 1};
      for (const resource of Object.values(PARTS)) await this.#options.rest.page(collectionPath(resource), query);
      return this.#learn({type: 'Available'});
    } catch (thrown) {
      if (isForbidden(thrown)) return this.#learn({type: 'Forbidden'});
      if (isNotFound(thrown)) return this.#learn({type: 'NotServed'});
      this.#tell(asError(thrown));
      return false;
    }
  }

  /** A write was forbidden: seeing them is not enough. */
  forbidden(message: string): void {
    this.#refusals.note(WRITING, message);
    if (this.#learn({type: 'Forbidden'})) this.#changed();
  }

  #learn(state: EngineState): boolean {
    if (state.type === this.#state.type) return false;
    const before = this.#state.type;
    this.#state = state;
    const fields = {state: state.type, before};
    if (state.type === 'Available' || before === 'Available') this.#options.log.info('pod policies', fields);
    else this.#options.log.debug('pod policies', fields);
    return true;
  }

  #tell(error: Error): void {
    const {log, damper} = this.#options;
    const subject = error instanceof RemoteError && error.passing ? error.subject : this.name;
    if (damper.admit(subject) === undefined) return;
    log.warn('whether pod policies can be written is not known', {reason: errorMessage(error)});
  }

  async #again(): Promise<void> {
    const isAsked = this.#state.type === 'Available' || this.#options.isMissed();
    if (isAsked && (await this.ask())) this.#changed();
  }

  #changed(): void {
    this.#follow();
    this.#options.changed();
  }

  /** Watches, or no longer, as the state says. */
  #follow(): void {
    const wanted = this.#state.type === 'Available' && this.#phase === 'Started';
    if (!wanted) return void this.#stopWatching();
    if (this.#watching !== undefined) return;
    const abort = new AbortController();
    const all = [...Object.values(this.#reflectors), this.#webhooks];
    this.#watching = {abort, ended: Promise.all(all.map(async reflector => reflector.run(abort.signal)))};
    void this.#settle(all.map(async reflector => reflector.settled()));
  }

  async #settle(lists: readonly Promise<void>[]): Promise<void> {
    await Promise.all(lists);
    this.#isSettled = true;
    this.#options.stored();
  }

  async #stopWatching(): Promise<void> {
    const watching = this.#watching;
    this.#watching = undefined;
    watching?.abort.abort();
    await watching?.ended;
  }

  #reflector(part: Part): Reflector<CompiledView> {
    const {namespace, stored, ...context} = this.#options;
    // Others that follow another namespace have theirs.
    const project = (object: JsonObject): CompiledView | undefined => {
      const view = compiledView(object);
      return isPodPolicyOf(view.name, namespace) ? view : undefined;
    };
    return new Reflector({
      ...context,
      resource: PARTS[part],
      labelSelector: COMPILED_SELECTOR,
      optional: true,
      project,
      onChange: stored,
    });
  }
}

function webhooksView(configuration: JsonObject): WebhooksView | undefined {
  const webhooks = reinvokedWebhooksOf(configuration);
  if (webhooks.length === 0) return undefined;
  return {resourceVersion: stringAt(configuration, 'metadata', 'resourceVersion') ?? '', webhooks};
}
