import type {Log} from '../../src/runtime/log.ts';

const nothing = (): void => undefined;

/** The screen is for the workloads; what the operator has to say is in its own log. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  with: () => silentLog,
};
