import type {LogDamper} from './log-damper.ts';
import type {Log, LogFields} from './log.ts';

/** Messages, each constant. */
export interface OutageWords {
  readonly begins: string;
  /** For those who look closely. */
  readonly goesOn: string;
  readonly ends: string;
}

export interface OutageLogOptions {
  readonly log: Log;
  /** Decides which failures are said; shared by those who meet the same outage. */
  readonly damper: LogDamper;
  readonly words: OutageWords;
  /** On every line. */
  readonly fields: LogFields;
}

/** Says that something fails, and that it works again if it was said to fail. */
export class OutageLog {
  readonly #options: OutageLogOptions;
  #told = false;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  failed(subject: string, error: string): void {
    const {log, damper, words} = this.#options;
    const fields = {...this.#options.fields, error};
    if (damper.admit(subject) === undefined) return log.debug(words.goesOn, fields);
    this.#told = true;
    log.warn(words.begins, fields);
  }

  over(): void {
    const {log, words, fields} = this.#options;
    if (this.#told) log.info(words.ends, fields);
    this.#told = false;
  }
}
