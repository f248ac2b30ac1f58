import {setTimeout as pause} from 'node:timers/promises';

/** What every scenario is given. */
export interface Bench {
  /** Aborted when somebody wants it to end. */
  readonly signal: AbortSignal;
  /** Tells whoever waits; one line. */
  readonly progress: (line: string) => void;
  /** 1: the sizes of the goals; less for a try: every number of objects is multiplied by it. */
  readonly scale: number;
  /** Runs what only watches where it takes no time from whoever is watched. Default: where everything runs. */
  readonly aside?: <T>(watch: () => Promise<T>) => Promise<T>;
}

/** What this process does while somebody else is measured. */
export async function aside<T>(bench: Bench, watch: () => Promise<T>): Promise<T> {
  return bench.aside === undefined ? watch() : bench.aside(watch);
}

/** Looks again and again, until there is an answer or the bench is ended. */
export async function until<T>(
  {signal}: Pick<Bench, 'signal'>,
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  {seconds, everyMs = 20}: {readonly seconds: number; readonly everyMs?: number},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(everyMs, undefined, {signal});
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

/** A number of objects, scaled down for a try. */
export function scaled({scale}: Pick<Bench, 'scale'>, count: number): number {
  return Math.max(1, Math.round(count * scale));
}
