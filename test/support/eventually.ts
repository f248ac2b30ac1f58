import {setTimeout as pause} from 'node:timers/promises';

/**
 * Waits until `check` answers something true, and answers that; `every`: milliseconds between two looks.
 * @throws Error naming `what` when it takes longer than `seconds`; with the last error of `check` as its cause.
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  seconds = 60,
  every = 5,
): Promise<Exclude<T, false | undefined | null>> {
  const end = performance.now() + seconds * 1000;
  let cause: unknown;
  // After a machine has stood still, one look more.
  for (let isLast = false; !isLast;) {
    isLast = performance.now() >= end;
    try {
      const answer = await check();
      if (answer) return answer as Exclude<T, false | undefined | null>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(every);
  }
  throw new Error(`not within ${seconds} s: ${what}`, {cause});
}
