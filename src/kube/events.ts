import type {JsonObject} from '../domain/json.ts';
import type {Clock} from '../runtime/clock.ts';
import {asError, errorMessage} from '../runtime/errors.ts';
import {Fifo} from '../runtime/fifo.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';
import {collectionPath, RESOURCES} from './resources.ts';
import type {Rest} from './rest.ts';

/** An object that an Event is about; `uid` lets `kubectl describe` find it. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid?: string | undefined;
}

export interface EventInput {
  readonly regarding: Reference;
  readonly type: 'Normal' | 'Warning';
  /** One word in CamelCase, e.g. `Converted`. */
  readonly reason: string;
  /** A sentence; cut at 1024 bytes. */
  readonly note: string;
  /** A second object that it is about. */
  readonly related?: Reference;
}

export interface EventRecorderOptions {
  readonly rest: Pick<Rest, 'create'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly damper: LogDamper;
  /** Name of the pod (or machine) that reports. */
  readonly instance: string;
}

const REPORTER = 'outrigger.dev/outrigger';
const MOST_WAITING = 1000;
const LONGEST_NOTE = 1024;

/**
 * Writes Kubernetes Events (`events.k8s.io/v1`) in the background, one after the other, in the namespace of the object
 * they are about, or `default` for a cluster-scoped one. An Event that cannot be written is dropped: it must never
 * hold up a reconcile.
 */
export class EventRecorder implements Worker {
  readonly name = 'events';
  readonly #options: EventRecorderOptions;
  readonly #waiting = new Fifo<JsonObject>();
  #sending: Promise<void> | undefined;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Takes an Event to be written; never blocks and never throws. Callers emit on transitions only. */
  emit(input: EventInput): void {
    if (this.#waiting.size >= MOST_WAITING) return this.#dropped('too many events wait');
    this.#waiting.push(this.#toObject(input));
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  /** Resolves when all that was emitted is written or dropped. */
  async flushed(): Promise<void> {
    await this.#sending;
  }

  /** As a part of the manager: nothing to start, and a stop waits for what was emitted. */
  start(): void {}

  async stop(): Promise<void> {
    await this.flushed();
  }

  async #send(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      try {
        const {namespace} = event['metadata'] as {namespace: string};
        await this.#options.rest.create(collectionPath(RESOURCES.Event, namespace), event);
      } catch (thrown) {
        this.#dropped(errorMessage(asError(thrown)));
      }
    }
  }

  #dropped(reason: string): void {
    const admitted = this.#options.damper.admit('event');
    if (admitted !== undefined)
      this.#options.log.warn('event was not written', {reason, suppressed: admitted.suppressed});
  }

  #toObject({regarding, related, type, reason, note}: EventInput): JsonObject {
    const {clock, random, instance} = this.#options;
    const now = clock.now();
    // The name must be new in the namespace; like client-go's, it begins with the object's.
    const suffix = `${now.toString(16)}${Math.floor(random() * 2 ** 32).toString(16)}`;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {name: `${regarding.name.slice(0, 220)}.${suffix}`, namespace: regarding.namespace ?? 'default'},
      // MicroTime: six digits after the point.
      eventTime: new Date(now).toISOString().replace('Z', '000Z'),
      reportingController: REPORTER,
      reportingInstance: instance.slice(0, 128),
      action: reason,
      type,
      reason,
      regarding,
      note: cut(note),
      ...(related === undefined ? {} : {related}),
    };
  }
}

/** At most 1024 bytes of UTF-8, no half character, and an ellipsis where something is missing. */
function cut(note: string): string {
  const bytes = Buffer.from(note);
  if (bytes.length <= LONGEST_NOTE) return note;
  const ellipsis = '…';
  const text = bytes.subarray(0, LONGEST_NOTE - Buffer.byteLength(ellipsis)).toString('utf8');
  return `${text.replace(/\uFFFD+$/, '')}${ellipsis}`;
}
