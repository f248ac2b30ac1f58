import {clusterExplanations} from './cluster.ts';
import type {Explanations} from './explanation.ts';
import {habitExplanations} from './habits.ts';
import {ownerExplanations} from './owners.ts';
import {podExplanations} from './pod.ts';
import {startUpExplanations} from './start-up.ts';

/** What each finding that can be raised means, in the order of the checks. */
export const explanations: Explanations = {
  ...podExplanations,
  ...clusterExplanations,
  ...startUpExplanations,
  ...ownerExplanations,
  ...habitExplanations,
};
