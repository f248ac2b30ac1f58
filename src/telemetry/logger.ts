import {createLogger, format, transports, type Logger} from 'winston';
import type {Log, LogFields} from '../runtime/log.ts';
import {printable} from './printable.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** `json`: one object a line, for machines. `pretty`: for a person at a terminal. */
  readonly format: LogFormat;
  /** Where lines go. Default: standard error, so that standard output stays free for answers. */
  readonly stream?: NodeJS.WritableStream;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
}

/** The process's log. Winston underneath; the rest of the code sees only `Log`. */
export function createLog(options: LogOptions): Log {
  const stream = options.stream ?? process.stderr;
  const now = options.now ?? Date.now;
  const shape = options.format === 'json' ? jsonLine(now) : prettyLine(now);
  return wrap(createLogger({level: options.level, format: shape, transports: [new transports.Stream({stream})]}), {});
}

function wrap(logger: Logger, fields: LogFields): Log {
  const at =
    (level: LogLevel) =>
    (message: string, more?: LogFields): void => {
      if (logger.isLevelEnabled(level)) logger.log({...fields, ...more, level, message});
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: more => wrap(logger, {...fields, ...more}),
  };
}

/** `{"time": …, "level": …, "message": …, …}` in this order. */
function jsonLine(now: () => number): ReturnType<typeof format.printf> {
  return format.printf(({level, message, ...fields}) => {
    const head = {time: new Date(now()).toISOString(), level, message};
    const entries = Object.entries({...head, ...fields}).filter(([, value]) => value !== undefined);
    return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${printable(value)}`).join(',')}}`;
  });
}

/** `12:34:56 info  converted kind=Deployment name=shop`. */
function prettyLine(now: () => number): ReturnType<typeof format.printf> {
  return format.printf(({level, message, stack, ...fields}) => {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    const tail = entries.map(([name, value]) => ` ${name}=${text(value)}`).join('');
    const trace = typeof stack === 'string' ? `\n${stack}` : '';
    return `${new Date(now()).toISOString().slice(11, 19)} ${level.padEnd(5)} ${String(message)}${tail}${trace}`;
  });
}

function text(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : printable(value);
}
