import {OPERATOR_NAMESPACE, PAUSED_ANNOTATION} from '../../api/constants.ts';
import type {PolicyName} from '../../cli/args/policy-name.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {pauseNote} from '../../domain/pause.ts';
import {ApiError, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';

/** Where the mark of a pause is kept: on the policy, or for everything on Outrigger's namespace. */
export function markPath(policy: PolicyName | undefined): string {
  if (policy === undefined) return objectPath(RESOURCES.Namespace, {name: OPERATOR_NAMESPACE});
  return objectPath(RESOURCES[policy.kind], policy);
}

export type Marked = {readonly type: 'Marked'; readonly object: JsonObject} | {readonly type: 'Absent'};

/** Sets the mark, or (null) takes it away. @throws ApiError, ConnectionError */
export async function setMark(rest: Pick<Rest, 'mergePatch'>, path: string, note: string | null): Promise<Marked> {
  try {
    const patch = {metadata: {annotations: {[PAUSED_ANNOTATION]: note}}};
    return {type: 'Marked', object: await rest.mergePatch(path, patch)};
  } catch (error) {
    if (isNotFound(error)) return {type: 'Absent'};
    throw error;
  }
}

export type ReadMark = {readonly type: 'Paused' | 'NotPaused' | 'Absent'};

/** Whether the object is there, and paused. @throws ApiError, ConnectionError */
export async function readMark(rest: Pick<Rest, 'get'>, path: string): Promise<ReadMark> {
  try {
    return {type: pauseNote(await rest.get(path)) === undefined ? 'NotPaused' : 'Paused'};
  } catch (error) {
    if (isNotFound(error)) return {type: 'Absent'};
    throw error;
  }
}

/** What the mark says: `2026-11-28T15:30:00Z by jane: the payments team asked for it`. */
export async function noteOf(
  {rest, clock}: {readonly rest: Pick<Rest, 'create'>; readonly clock: Clock},
  reason: string | undefined,
): Promise<string> {
  const user = await userOf(rest);
  const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return `${time}${user === undefined ? '' : ` by ${user}`}${reason === undefined ? '' : `: ${reason}`}`;
}

/** As the API server knows who asks; undefined: it does not say. */
async function userOf(rest: Pick<Rest, 'create'>): Promise<string | undefined> {
  try {
    const review = {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'};
    const answer = await rest.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
    return stringAt(answer, 'status', 'userInfo', 'username');
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) return undefined;
    throw error;
  }
}
