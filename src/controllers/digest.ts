import type {EventInput, EventRecorder} from '../kube/events.ts';
import type {Clock} from '../runtime/clock.ts';
import type {Worker} from '../runtime/manager.ts';

/** So long what is alike is counted, in milliseconds. */
const WINDOW = 10_000;

/** What is alike and has not been told yet. */
interface Pending {
  latest: EventInput;
  count: number;
  readonly cancel: () => void;
}

/**
 * Events on a policy: the first of its kind at once, and of those that follow within ten seconds one for all. A policy
 * may convert thousands of workloads in that time; each has an Event of its own.
 */
export class Digest implements Worker {
  readonly name = 'digest';
  readonly #events: Pick<EventRecorder, 'emit'>;
  readonly #clock: Clock;
  readonly #pending = new Map<string, Pending>();
  #stopped = false;

  constructor(events: Pick<EventRecorder, 'emit'>, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  emit(event: EventInput): void {
    const {regarding, type, reason} = event;
    const key = `${regarding.kind}/${regarding.namespace ?? ''}/${regarding.name}/${type}/${reason}`;
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      pending.latest = event;
      pending.count++;
      return;
    }
    this.#events.emit(event);
    if (!this.#stopped) this.#open(key, event);
  }

  start(): void {}

  /** Tells what is left, before the recorder ends. */
  stop(): Promise<void> {
    this.#stopped = true;
    for (const key of this.#pending.keys()) this.#close(key);
    return Promise.resolve();
  }

  #open(key: string, latest: EventInput): void {
    const cancel = this.#clock.setTimer(WINDOW, () => this.#close(key));
    this.#pending.set(key, {latest, count: 0, cancel});
  }

  #close(key: string): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    pending.cancel();
    this.#pending.delete(key);
    if (pending.count === 0) return;
    const {latest, count} = pending;
    this.#events.emit(count === 1 ? latest : {...latest, note: `${latest.note} (and ${count - 1} more like this)`});
    if (!this.#stopped) this.#open(key, latest);
  }
}
