/** A mistake that a person can mend: its message says what was wrong and what to do, and is shown without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** Thrown by a reconcile when trying again cannot help: no retry until something changes. */
export class TerminalError extends Error {
  override readonly name: string = 'TerminalError';
}

/** A request to another machine failed. */
export abstract class RemoteError extends Error {
  /** What happened, from a small set, e.g. `Conflict` or `ECONNRESET`: groups log lines. */
  abstract readonly reason: string;
  /** True when it may pass by itself: the server is away, is overloaded, or somebody else was faster. */
  abstract readonly passing: boolean;
  /** What log lines are about that are one and the same, whoever meets it and however it shows. */
  get subject(): string {
    return this.reason;
  }

  /** How long the server asked us to stay away. */
  abstract readonly retryAfterSeconds: number | undefined;
}

/** The text of anything that can be thrown, with the causes that it wraps. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message === '' ? error.name : error.message;
  return error.cause === undefined ? message : `${message}: ${errorMessage(error.cause)}`;
}

/** For what can be thrown but must be an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
