import TinyQueue from 'tinyqueue';
import type {Clock} from './clock.ts';

interface Entry {
  readonly key: string;
  /** On the monotonic clock, in milliseconds. */
  readonly due: number;
}

/** Stale entries are thrown out when there are more of them than others, and more than this. */
const STALE = 64;

/** Keys that are due later, each once. One timer for all: one each would cost more memory than what they wait for. */
export class DelayLine {
  readonly #clock: Clock;
  readonly #onDue: (key: string) => void;
  readonly #dues = new Map<string, number>();
  /** By due; an entry whose key has another due by now, or none, is stale. */
  #order = new TinyQueue<Entry>([], byDue);
  #timer: {readonly due: number; readonly cancel: () => void} | undefined;

  constructor(clock: Clock, onDue: (key: string) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Of several delays of one key the earliest holds. */
  add(key: string, milliseconds: number): void {
    const due = this.#clock.monotonic() + milliseconds;
    const known = this.#dues.get(key);
    if (known !== undefined && known <= due) return;
    this.#dues.set(key, due);
    this.#order.push({key, due});
    this.#arm();
  }

  delete(key: string): void {
    if (!this.#dues.delete(key)) return;
    if (this.#dues.size === 0) this.clear();
    else this.#compact();
  }

  clear(): void {
    this.#dues.clear();
    this.#order = new TinyQueue<Entry>([], byDue);
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    const due = this.#next()?.due;
    if (due === undefined || (this.#timer !== undefined && this.#timer.due <= due)) return;
    this.#timer?.cancel();
    const cancel = this.#clock.setTimer(due - this.#clock.monotonic(), () => this.#fire());
    this.#timer = {due, cancel};
  }

  #fire(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (let next = this.#next(); next !== undefined && next.due <= now; next = this.#next()) {
      this.#order.pop();
      this.#dues.delete(next.key);
      this.#onDue(next.key);
    }
    // Node's timers may come a fraction of a millisecond early, and the longest come long before their time.
    this.#arm();
  }

  /** The earliest that is not stale. */
  #next(): Entry | undefined {
    let next = this.#order.peek();
    while (next !== undefined && this.#dues.get(next.key) !== next.due) {
      this.#order.pop();
      next = this.#order.peek();
    }
    return next;
  }

  #compact(): void {
    if (this.#order.length - this.#dues.size <= Math.max(STALE, this.#dues.size)) return;
    const live = [...this.#dues].map(([key, due]) => ({key, due}));
    this.#order = new TinyQueue<Entry>(live, byDue);
  }
}

function byDue(a: Entry, b: Entry): number {
  return a.due - b.due;
}
