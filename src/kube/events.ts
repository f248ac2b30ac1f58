import type {JsonObject} from '../domain/json.ts';
import type {Clock} from '../runtime/clock.ts';
import {asError, errorMessage} from '../runtime/errors.ts';
import {Fifo} from '../runtime/fifo.ts';
import {TokenBucket} from '../runtime/token-bucket.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Log} from '../runtime/log.ts';
import type {Worker} from '../runtime/manager.ts';
import {microTime} from './micro-time.ts';
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
  /** Whether there is work that Events should not hold up. */
  readonly busy: () => boolean;
}

const REPORTER = 'outrigger.dev/outrigger';
/** Of each type. */
const MOST_WAITING = 1000;
/** After a burst no more than so many a second: the API server's time is for the work that Events tell of. */
const BURST = {busy: 10, idle: 50};
const PER_SECOND = {busy: 0.5, idle: 5};
const LONGEST_NOTE = 1024;

interface Waiting {
  readonly input: EventInput;
  /** When it happened, ms since the epoch. */
  readonly at: number;
  /** In the order of emission. */
  readonly turn: number;
}

/**
 * Writes Kubernetes Events (`events.k8s.io/v1`) in the background, one after the other and at a bounded rate (warnings
 * first where many wait), in the namespace of the object they are about, or `default` for a cluster-scoped one. An Event that cannot be
 * written is dropped: it must never hold up a reconcile.
 */
export class EventRecorder implements Worker {
  readonly name = 'events';
  readonly #options: EventRecorderOptions;
  readonly #waiting = {Warning: new Fifo<Waiting>(), Normal: new Fifo<Waiting>()};
  readonly #stopping = new AbortController();
  readonly #bucket: TokenBucket;
  #turns = 0;
  #sending: Promise<void> | undefined;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    const load = (): 'busy' | 'idle' => (options.busy() ? 'busy' : 'idle');
    this.#bucket = new TokenBucket(options.clock, {burst: () => BURST[load()], perSecond: () => PER_SECOND[load()]});
  }

  /** Takes an Event to be written; never blocks and never throws. Callers emit on transitions only. */
  emit(input: EventInput): void {
    const waiting = this.#waiting[input.type];
    if (waiting.size >= MOST_WAITING) return this.#dropped('too many events wait');
    waiting.push({input, at: this.#options.clock.now(), turn: ++this.#turns});
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  /** Resolves when all that was emitted is written or dropped. */
  async flushed(): Promise<void> {
    await this.#sending;
  }

  /** As a part of the manager: nothing to start, and a stop waits for what was emitted, which is then sent at once. */
  start(): void {}

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.flushed();
  }

  async #send(): Promise<void> {
    for (let event = this.#next(); event !== undefined; event = this.#next()) {
      await this.#bucket.take(this.#stopping.signal);
      try {
        const {namespace = 'default'} = event.input.regarding;
        await this.#options.rest.create(collectionPath(RESOURCES.Event, namespace), this.#toObject(event), {
          answer: 'Metadata',
        });
      } catch (thrown) {
        this.#dropped(errorMessage(asError(thrown)));
      }
    }
  }

  /** Of the same object they are told in their order, unless so many wait that a warning would come too late. */
  #next(): Waiting | undefined {
    const {Warning, Normal} = this.#waiting;
    const inOrder = Normal.size <= BURST.idle && (Normal.first?.turn ?? Infinity) < (Warning.first?.turn ?? Infinity);
    return inOrder ? Normal.shift() : (Warning.shift() ?? Normal.shift());
  }

  #dropped(reason: string): void {
    const admitted = this.#options.damper.admit('event');
    if (admitted !== undefined)
      this.#options.log.warn('event was not written', {reason, suppressed: admitted.suppressed});
  }

  #toObject({input: {regarding, related, type, reason, note}, at: now}: Waiting): JsonObject {
    const {random, instance} = this.#options;
    // The name must be new in the namespace; like client-go's, it begins with the object's.
    const suffix = `${now.toString(16)}${Math.floor(random() * 2 ** 32).toString(16)}`;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {name: `${regarding.name.slice(0, 220)}.${suffix}`, namespace: regarding.namespace ?? 'default'},
      eventTime: microTime(now),
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
  const ellipsis = '...';
  const text = bytes.subarray(0, LONGEST_NOTE - Buffer.byteLength(ellipsis)).toString('utf8');
  return `${text.replace(/\uFFFD+$/, '')}${ellipsis}`;
}
