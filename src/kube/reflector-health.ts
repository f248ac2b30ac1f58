import {errorMessage} from '../runtime/errors.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import {OutageLog, type OutageWords} from '../runtime/outage-log.ts';
import {ApiError, ConnectionError, isForbidden, isNotFound} from './api-error.ts';

interface HealthOptions {
  readonly name: string;
  readonly log: Log;
  readonly damper: LogDamper;
  readonly optional: boolean;
}

const WORDS: OutageWords = {
  begins: 'watch failed and will be tried again',
  goesOn: 'watch failed again',
  ends: 'watch works again',
};

/** How a reflector is: for readiness, for whoever waits for its first list, and for the log. */
export class ReflectorHealth {
  readonly #options: HealthOptions;
  readonly #settled = Promise.withResolvers<void>();
  #synced = false;
  #failure: string | undefined;
  readonly #outage: OutageLog;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#outage = new OutageLog({...options, words: WORDS, fields: {resource: options.name}});
  }

  get synced(): boolean {
    return this.#synced;
  }

  async settled(): Promise<void> {
    return this.#settled.promise;
  }

  problem(): string | undefined {
    const {name} = this.#options;
    if (this.#failure !== undefined) return `watching ${name}: ${this.#failure}`;
    return this.#synced || this.#options.optional ? undefined : `watching ${name}: the first list is not complete`;
  }

  /** A list is complete. */
  listed(): void {
    this.#synced = true;
    this.#settled.resolve();
    this.#recovered();
  }

  /** The server has accepted a watch. */
  watching(): void {
    this.#recovered();
  }

  failed(error: Error): void {
    const refused = isForbidden(error) || isNotFound(error);
    const {name, optional} = this.#options;
    const tolerated = refused && optional;
    this.#failure = tolerated ? undefined : describe(error);
    if (tolerated) this.#settled.resolve();
    this.#outage.failed(subjectOf(error, name), errorMessage(error));
  }

  #recovered(): void {
    this.#failure = undefined;
    this.#outage.over();
  }
}

/** An outage hits every kind at once and is one line; what is wrong with one kind is one line a kind. */
function subjectOf(error: Error, name: string): string {
  if (error instanceof ConnectionError) return error.name;
  if (error instanceof ApiError) return error.passing ? `watch ${error.reason}` : `watch ${name} ${error.reason}`;
  return `watch ${name} ${error.message}`;
}

function describe(error: Error): string {
  if (isNotFound(error)) return 'the API server does not serve this kind: is its CustomResourceDefinition installed?';
  const status = error instanceof ApiError ? `${error.status} ` : '';
  return `${status}${errorMessage(error)}`;
}
