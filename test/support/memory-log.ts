import type {Log, LogFields} from '../../src/runtime/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines for a test to look at. */
export class MemoryLog implements Log {
  readonly lines: LogLine[];
  readonly #fields: LogFields;

  constructor(lines: LogLine[] = [], fields: LogFields = {}) {
    this.lines = lines;
    this.#fields = fields;
  }

  /** Messages of the given levels, in order. */
  messages(...levels: readonly LogLine['level'][]): readonly string[] {
    return this.lines.filter(line => levels.includes(line.level)).map(line => line.message);
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  with(fields: LogFields): Log {
    return new MemoryLog(this.lines, {...this.#fields, ...fields});
  }

  #write(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    this.lines.push({level, message, fields: {...this.#fields, ...fields}});
  }
}
