import type {FindingCode} from '../../api/codes.ts';
import {clusterExplanations} from './cluster.ts';
import type {Explanation} from './explanation.ts';
import {habitExplanations} from './habits.ts';
import {ownerExplanations} from './owners.ts';
import {podExplanations} from './pod.ts';
import {runningExplanations} from './running.ts';
import {scalingExplanations} from './scaling.ts';
import {startUpExplanations} from './start-up.ts';

/** What each finding means, in the order of the checks; the compiler sees to it that none is missing. */
export const explanations: Readonly<Record<FindingCode, Explanation>> = {
  ...podExplanations,
  ...clusterExplanations,
  ...startUpExplanations,
  ...scalingExplanations,
  ...ownerExplanations,
  ...habitExplanations,
  ...runningExplanations,
};

/** Codes for what is to come: nothing that runs raises them. None now. */
export const NOT_RAISED_YET: readonly FindingCode[] = [];
