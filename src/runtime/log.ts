/** Values of a log line beside its constant message; `undefined` ones are left out. Never secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the machinery logs to. Messages are constant lower-case sentences, everything that varies goes into fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with these fields on every line. */
  with(fields: LogFields): Log;
}
