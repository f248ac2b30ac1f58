import type {PodRequests} from '../requests/pod-requests.ts';
import type {Ending} from './assessment.ts';
import {consequenceOf, type Consequence} from './consequence.ts';
import type {PodOwners} from './governing.ts';
import type {Hold} from './hold.ts';
import type {JobPodView} from './pod-view.ts';

/** One stuck pod under one policy. */
export interface StuckPod {
  /** When its last main container ended, ms since the epoch. */
  readonly endedAt: number;
  readonly backlog: boolean;
  /** What may run as soon as it is finished. */
  readonly consequence: Consequence;
  /** Why it is not finished although the policy lets it. */
  readonly hold?: Hold;
  readonly requests: PodRequests;
}

export function stuckPod(
  {requests}: JobPodView,
  {job, cronJob}: PodOwners,
  {phase, endedAt, backlog}: Ending,
  hold: Hold | undefined,
): StuckPod {
  const consequence = consequenceOf(phase, job, cronJob);
  return {endedAt, backlog, consequence, requests, ...(hold === undefined ? {} : {hold})};
}
