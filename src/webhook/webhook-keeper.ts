import {podCandidates} from '../admission/webhook/candidates.ts';
import {WEBHOOK_CONFIGURATION} from '../admission/webhook/configuration.ts';
import {probeLease, wasHeard} from '../admission/webhook/probe.ts';
import {isAsShipped, settlingOperations, toldBundle} from '../admission/webhook/settle-configuration.ts';
import {OPERATOR_NAMESPACE} from '../api/constants.ts';
import {stringAt, type JsonObject} from '../domain/json.ts';
import type {Policy} from '../domain/policy.ts';
import {isConflict, isForbidden, isInvalid, isNotFound} from '../kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../kube/resources.ts';
import type {Rest} from '../kube/rest.ts';
import type {Clock} from '../runtime/clock.ts';
import {errorMessage, RemoteError} from '../runtime/errors.ts';
import type {Log} from '../runtime/log.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Worker} from '../runtime/manager.ts';
import {bundleOf} from './certificate/material.ts';

export interface WebhookKeeperOptions {
  readonly rest: Pick<Rest, 'get' | 'jsonPatch' | 'create'>;
  /** The authorities that API servers must know, given those they know (PEM); undefined: others see to that. */
  readonly authorities: (told: string) => Promise<readonly string[] | undefined>;
  /** All policies, whatever their mode. */
  readonly policies: () => readonly Policy[];
  readonly isWanted: () => boolean;
  /** This process serves the webhook. */
  readonly isServing: () => boolean;
  /** Whether the webhook does its work: the API server reaches it. */
  readonly learn: (ready: boolean) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly damper: LogDamper;
}

/** A policy that has just been written wants to be in force. In milliseconds. */
const EVERY = 500;
/** What only others can change is looked at now and then. */
const SETTLED_EVERY = {Ready: 30_000, Unready: 2000, Absent: 30_000} as const;

const CONFIGURATION = objectPath(RESOURCES.MutatingWebhookConfiguration, {name: WEBHOOK_CONFIGURATION});
const LEASES = collectionPath(RESOURCES.Lease, OPERATOR_NAMESPACE);

/** Cert-manager writes the authorities of a configuration that has it. */
const INJECTED_ANNOTATION = 'cert-manager.io/inject-ca-from';

/** Why the webhook cannot be counted on, as the end of a sentence. */
type Standing =
  | {readonly type: 'Ready'}
  | {readonly type: 'Unready'; readonly reason: string}
  /** Nobody has asked for it. */
  | {readonly type: 'Absent'; readonly reason: string};

/**
 * Keeps the webhook configuration up to date, and knows whether the API server reaches the webhook. For the leader; all
 * replicas answer.
 */
export class WebhookKeeper implements Worker {
  readonly name = 'webhook';
  readonly #options: WebhookKeeperOptions;
  #standing: Standing = {type: 'Unready', reason: ''};
  #candidates = '';
  /** What the candidates were last made from, and are. */
  #known: {readonly policies: readonly Policy[]; readonly candidates: string} = {policies: [], candidates: 'false'};
  #settledAt = -Infinity;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: WebhookKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.setTimer(EVERY, () => {
      this.#running = this.#look().then(() => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  /** Something is new that the configuration should say. */
  hurry(): void {
    this.#settledAt = -Infinity;
  }

  async #look(): Promise<void> {
    const {clock, isWanted} = this.#options;
    if (!isWanted()) return;
    const candidates = this.#candidatesNow();
    const isFresh = clock.monotonic() - this.#settledAt < SETTLED_EVERY[this.#standing.type];
    if (isFresh && (candidates === this.#candidates || this.#standing.type === 'Absent')) return;
    // Before: what is new meanwhile is not in it.
    this.#settledAt = clock.monotonic();
    await this.settle(candidates);
  }

  /** Made anew only where a policy is another one: there may be thousands. */
  #candidatesNow(): string {
    const policies = this.#options.policies();
    const known = this.#known.policies;
    const isSame = policies.length === known.length && policies.every((policy, index) => policy === known[index]);
    if (!isSame) this.#known = {policies, candidates: podCandidates(policies)};
    return this.#known.candidates;
  }

  /** Brings everything up to date now. Never rejects: what fails is tried again. */
  async settle(candidates: string): Promise<void> {
    try {
      this.#tell(await this.#settled(candidates));
      this.#candidates = candidates;
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  async #settled(candidates: string): Promise<Standing> {
    const {rest, isServing} = this.#options;
    const stored = await this.#stored();
    if (stored === undefined) return {type: 'Absent', reason: 'config/webhook is not installed'};
    if (!isAsShipped(stored)) return unready(`${WEBHOOK_CONFIGURATION} is not as this version ships it`);
    const operations = settlingOperations(stored, {bundle: await this.#bundle(stored), candidates});
    if (operations.length > 0) await rest.jsonPatch(CONFIGURATION, operations, {answer: 'Metadata'});
    if (!isServing()) return unready('this process has no certificate to serve it with');
    const lease = await rest.create(LEASES, probeLease(OPERATOR_NAMESPACE), {dryRun: true});
    return wasHeard(lease) ? {type: 'Ready'} : unready('the API server does not reach it');
  }

  async #stored(): Promise<JsonObject | undefined> {
    try {
      return await this.#options.rest.get(CONFIGURATION);
    } catch (error) {
      if (isNotFound(error) || isForbidden(error)) return undefined;
      throw error;
    }
  }

  async #bundle(stored: JsonObject): Promise<string | undefined> {
    const authorities = await this.#options.authorities(toldBundle(stored));
    const isInjected = stringAt(stored, 'metadata', 'annotations', INJECTED_ANNOTATION) !== undefined;
    return authorities === undefined || isInjected ? undefined : bundleOf(authorities);
  }

  #tell(standing: Standing): void {
    const {log, learn} = this.#options;
    const before = this.#standing;
    this.#standing = standing;
    if (standing.type === 'Ready') {
      if (before.type !== 'Ready') log.info('webhook is in force', {configuration: WEBHOOK_CONFIGURATION});
    } else if (before.type === 'Ready' || before.reason !== standing.reason) {
      const {reason} = standing;
      if (standing.type === 'Absent') log.info('webhook is not in force', {reason});
      else log.warn('webhook is not in force', {reason});
    }
    if ((standing.type === 'Ready') !== (before.type === 'Ready')) learn(standing.type === 'Ready');
  }

  #fail(thrown: unknown): void {
    const {log, damper} = this.#options;
    // Somebody else was faster; the next look sees what they wrote.
    if (isConflict(thrown) || isInvalid(thrown)) return;
    // The Secret, which is installed with the configuration.
    if (isNotFound(thrown) || isForbidden(thrown)) return this.#tell(unready(errorMessage(thrown)));
    const subject = thrown instanceof RemoteError && thrown.passing ? thrown.subject : this.name;
    if (damper.admit(subject) !== undefined) log.warn('webhook is not up to date', {reason: errorMessage(thrown)});
  }
}

function unready(reason: string): Standing {
  return {type: 'Unready', reason};
}
