import {inParallel} from '../../support/in-parallel.ts';

/** As many at a time as a small machine bears. */
const AT_ONCE = 8;

/** Does something with each, several at once; rejects with the first failure. */
export async function inBatches<T>(all: readonly T[], act: (each: T) => Promise<unknown>): Promise<void> {
  await inParallel(all, AT_ONCE, act);
}
