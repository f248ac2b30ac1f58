import {setTimeout as pause} from 'node:timers/promises';

export interface Patience {
  readonly seconds: number;
  /** milliseconds between two looks */
  readonly pause?: number;
  /** ends the wait with its reason */
  readonly signal?: AbortSignal;
}

/** Looks again and again until there is something to see; a look that fails is one that saw nothing. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, patience: Patience): Promise<T> {
  const end = Date.now() + patience.seconds * 1000;
  let reason = '';
  while (Date.now() < end) {
    patience.signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      reason = `: ${(error as Error).message}`;
    }
    await pause(patience.pause ?? 50);
  }
  throw new Error(`Waited ${String(patience.seconds)} s in vain for ${what}${reason}`);
}
