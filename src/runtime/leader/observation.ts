import type {Lease} from './lease.ts';

/** A released Lease says that it holds for so long, as client-go writes it. */
export const RELEASED_SECONDS = 1;
/** What no Outrigger writes is not believed: it would keep everybody out for years. */
const LONGEST_SECONDS = 60;

/**
 * When a Lease may be taken, judged by when it was last seen to change on this process's own monotonic clock. What it
 * says about times is never looked at: other machines' clocks are wrong.
 */
export class LeaseObservation {
  readonly #identity: string;
  readonly #seconds: number;
  #lease: Lease | undefined;
  #known: Lease | undefined;
  /** When what it says last changed. */
  #since = -Infinity;

  /** `seconds`: how long one holds that does not say so. */
  constructor(identity: string, seconds: number) {
    this.#identity = identity;
    this.#seconds = seconds;
  }

  /** The Lease as it was last seen; undefined: it was not there. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  see(lease: Lease | undefined, now: number): void {
    this.#lease = lease;
    if (lease === undefined) return;
    if (lease.content !== this.#known?.content) this.#since = now;
    this.#known = lease;
  }

  /**
   * On the monotonic clock; the past: now. One that is gone or was emptied by hand runs on: its holder may not know yet,
   * and goes on writing until it does.
   */
  freeAt(): number {
    const known = this.#known;
    if (known === undefined) return -Infinity;
    if (this.#lease !== undefined && (isReleased(known) || known.holder === this.#identity)) return -Infinity;
    return this.#since + Math.min(Math.max(known.seconds ?? this.#seconds, 1), LONGEST_SECONDS) * 1000;
  }
}

function isReleased({holder, seconds}: Lease): boolean {
  return holder === '' && seconds === RELEASED_SECONDS;
}
