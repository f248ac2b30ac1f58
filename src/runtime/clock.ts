/** Time, injected wherever it is used, so that tests can run it themselves. */
export interface Clock {
  /** Wall clock in milliseconds since the epoch; may jump. For what users see, never for durations. */
  now(): number;
  /** Milliseconds since some start; never goes back. For durations and deadlines. */
  monotonic(): number;
  /** Calls back once after that many milliseconds; the answer cancels it and may be called at any time. */
  setTimer(milliseconds: number, callback: () => void): () => void;
}

/** Node fires longer timers at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(milliseconds, 0), LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
};

/** Waits; an abort ends the wait early without an error, so look at the signal afterwards. */
export async function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.setTimer(milliseconds, end);
    signal.addEventListener('abort', end);
  });
}
