import type {Clock} from './clock.ts';

/** How often one subject may be logged, in milliseconds. */
const PERIOD = 60_000;
/** Beyond this many subjects the oldest are forgotten. */
const MOST_SUBJECTS = 1000;

/** Lets one line per subject and minute through, so that an outage is one line and not one a second. */
export class LogDamper {
  readonly #clock: Clock;
  readonly #subjects = new Map<string, {readonly since: number; suppressed: number}>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Absent: keep quiet. Else log, and say how many lines were kept back before. */
  admit(subject: string): {readonly suppressed: number} | undefined {
    const known = this.#subjects.get(subject);
    if (known !== undefined && this.#clock.monotonic() - known.since < PERIOD) {
      known.suppressed++;
      return undefined;
    }
    this.#subjects.delete(subject);
    this.#subjects.set(subject, {since: this.#clock.monotonic(), suppressed: 0});
    if (this.#subjects.size > MOST_SUBJECTS) this.#forgetOldest();
    return {suppressed: known?.suppressed ?? 0};
  }

  #forgetOldest(): void {
    for (const subject of this.#subjects.keys()) {
      this.#subjects.delete(subject);
      return;
    }
  }
}
