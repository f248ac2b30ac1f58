const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago a time (RFC 3339) was, in its largest unit: `26 days`; `now` in ms since the epoch. */
export function ageOf(time: string, now: number): string {
  const age = Math.max(0, now - Date.parse(time));
  if (age >= 2 * DAY) return `${Math.floor(age / DAY)} days`;
  if (age >= 2 * HOUR) return `${Math.floor(age / HOUR)} hours`;
  const minutes = Math.floor(age / MINUTE);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
