import {errorMessage} from '../runtime/errors.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import {ApiError, ConnectionError, isForbidden, isNotFound} from './api-error.ts';

interface HealthOptions {
  readonly name: string;
  readonly log: Log;
  readonly damper: LogDamper;
  readonly optional: boolean;
}

/** How a reflector is: for readiness, for whoever waits for its first list, and for the log. */
export class ReflectorHealth {
  readonly #options: HealthOptions;
  readonly #settled = Promise.withResolvers<void>();
  #synced = false;
  #failure: string | undefined;
  /** The failure was logged, so its end is. */
  #logged = false;

  constructor(options: HealthOptions) {
    this.#options = options;
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
    const {name, log, damper, optional} = this.#options;
    const tolerated = refused && optional;
    this.#failure = tolerated ? undefined : describe(error);
    if (tolerated) this.#settled.resolve();
    const admitted = damper.admit(subjectOf(error, name));
    const fields = {resource: name, error: errorMessage(error)};
    if (admitted === undefined) return log.debug('watch failed again', fields);
    this.#logged = true;
    log.warn('watch failed and will be tried again', fields);
  }

  #recovered(): void {
    this.#failure = undefined;
    if (!this.#logged) return;
    this.#logged = false;
    this.#options.log.info('watch works again', {resource: this.#options.name});
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
