/** One try to finish a pod, as its annotation `outrigger.dev/finalized` remembers it. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** ms since the epoch, in whole seconds. */
  readonly at: number;
}

/** Undefined: none yet, or an annotation that somebody else wrote. */
export function parseAttempt(annotation: string | undefined): Attempt | undefined {
  const parts = /^(\S+) attempt (\d{1,6})$/.exec(annotation ?? '');
  const at = Date.parse(parts?.[1] ?? '');
  return Number.isNaN(at) ? undefined : {number: Number(parts?.[2]), at};
}

/** Differs from try to try: the changed value is what makes the kubelet look at the pod again. */
export function printAttempt({number, at}: Attempt): string {
  return `${rfc3339(at)} attempt ${number}`;
}

const FIRST_RETRY = 5000;
const LONGEST_RETRY = 300_000;

/** When to try again if the pod runs all the same, ms since the epoch. No later than five minutes from `now`. */
export function retryAt({number, at}: Attempt, now: number): number {
  // The annotation may have been written by another clock.
  return Math.min(at, now) + Math.min(FIRST_RETRY * 2 ** (number - 1), LONGEST_RETRY);
}

/** As Kubernetes writes times: in whole seconds. */
export function rfc3339(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
