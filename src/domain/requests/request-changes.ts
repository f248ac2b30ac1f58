import {effectiveRequest, requestedResources} from './pod-requests.ts';

/** The effective request of one resource before and after a conversion, in its base unit (cores, bytes, pieces). */
export interface RequestChange {
  readonly resource: string;
  readonly before: number;
  readonly after: number;
}

/** Of every resource that either pod spec asks for, sorted by name; equal amounts included. */
export function requestChanges(before: unknown, after: unknown): readonly RequestChange[] {
  const resources = new Set([...requestedResources(before), ...requestedResources(after)]);
  return [...resources].sort().map(resource => ({
    resource,
    before: effectiveRequest(before, resource),
    after: effectiveRequest(after, resource),
  }));
}

/** Sums of the same numbers in another order differ in their last digits. */
const ROUNDING = 1e-9;

/** Whether the pod needs more of it than before. */
export function rises({before, after}: RequestChange): boolean {
  return after > before * (1 + ROUNDING);
}
