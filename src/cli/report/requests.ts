import {printAmount} from '../../domain/requests/print-amount.ts';
import {requestChanges, type RequestChange} from '../../domain/requests/request-changes.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** Effective requests of a pod before and after the change; undefined where nothing changes. */
export function requestsOf(verdict: Verdict): readonly RequestChange[] | undefined {
  const change = changeOf(verdict);
  return change === undefined
    ? undefined
    : requestChanges(verdict.found.workload.template.spec, change.spec).map(({resource, before, after}) => ({
        resource,
        before: rounded(before),
        after: rounded(after),
      }));
}

/** Sums of fractions of a core end in digits that nobody has asked for. */
function rounded(amount: number): number {
  return Number(amount.toPrecision(12));
}

/** `cpu 250m before and after, memory 384Mi instead of 256Mi`. */
export function requestSentences(verdict: Verdict): readonly string[] {
  const changes = requestsOf(verdict) ?? [];
  if (changes.length === 0) return [];
  const parts = changes.map(({resource, before, after}) => {
    const [old, now] = [printAmount(resource, before), printAmount(resource, after)];
    return old === now ? `${resource} ${now} before and after` : `${resource} ${now} instead of ${old}`;
  });
  return [`The scheduler holds for each pod: ${parts.join(', ')}.`];
}
