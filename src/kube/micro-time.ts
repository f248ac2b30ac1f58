/** A `MicroTime` of Kubernetes, which has six digits after the point. `now`: ms since the epoch. */
export function microTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000Z');
}
