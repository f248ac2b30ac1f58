import {RESTARTED_ANNOTATION} from '../../api/constants.ts';
import {isObject, numberAt, parseJson, stringAt} from '../json.ts';
import type {Policy} from '../policy.ts';
import {annotationsOf, type Workload} from '../workload.ts';

/** Left on a workload whose pods were restarted so that they are converted: it is done once for a version of a policy. */
export interface RestartMark {
  /** Key, uid and generation of the policy that asked for it. */
  readonly policy: string;
  readonly uid: string;
  readonly generation: number;
  /** RFC 3339. */
  readonly at: string;
}

/** The mark that still holds: the policy has not changed since. */
export function restartMark(workload: Workload, policy: Policy): RestartMark | undefined {
  const value = parseJson(annotationsOf(workload)[RESTARTED_ANNOTATION]);
  if (!isObject(value)) return undefined;
  const {uid, generation} = policy;
  const at = stringAt(value, 'at') ?? '';
  const holds = stringAt(value, 'uid') === uid && numberAt(value, 'generation') === generation;
  return holds && !Number.isNaN(Date.parse(at)) ? {policy: policy.key, uid, generation, at} : undefined;
}

export function printRestartMark(mark: RestartMark): string {
  return JSON.stringify(mark);
}
