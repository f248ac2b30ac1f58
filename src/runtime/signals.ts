import type {EventEmitter} from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What to do when the process is asked to end. */
export interface SignalHandlers {
  /** The first signal: begin an orderly stop. */
  readonly stop: (signal: string) => void;
  /** A further signal: somebody is impatient, end at once. */
  readonly exit: (signal: string) => void;
}

/** Listens for SIGINT and SIGTERM on `process`; the answer stops listening. */
export function onSignals(process: EventEmitter, handlers: SignalHandlers): () => void {
  let asked = false;
  const handle = (signal: string): void => {
    if (asked) return handlers.exit(signal);
    asked = true;
    handlers.stop(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
