import type {JsonObject} from '../../../src/domain/json.ts';
import type {ModelContainer, ModelState} from './kubelet-model.ts';
import type {PodDraft, Story} from './pod-cases.ts';

/** What API servers answer for generated pods, their Jobs and nodes. */

export const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

export function podObject(pod: PodDraft): JsonObject {
  const of = (...roles: readonly string[]): ModelContainer[] => pod.containers.filter(({role}) => roles.includes(role));
  return {
    metadata: {
      namespace: 'shop',
      name: 'batch-x',
      uid: 'u',
      resourceVersion: '1',
      ...(pod.deleting ? {deletionTimestamp: '2026-11-01T10:00:00Z'} : {}),
      ...ownerReferences(pod.owner),
    },
    spec: {
      restartPolicy: pod.policy,
      nodeName: 'node-1',
      containers: of('main', 'sidecar').map(specOf),
      initContainers: of('init', 'native').map(specOf),
      ...deadlineOf(pod.story),
    },
    status: {
      phase: pod.phase,
      startTime: startTime(pod.story, lastEnd(pod)),
      conditions: pod.conditions.map(type => ({type, status: 'True'})),
      containerStatuses: of('main', 'sidecar').flatMap(statusesOf),
      initContainerStatuses: of('init', 'native').flatMap(statusesOf),
      ephemeralContainerStatuses: pod.debugged ? [{name: 'debugger', state: {running: {}}}] : [],
    },
  };
}

/** When the last main container ended, as far as is known. */
export function lastEnd({containers}: Pick<PodDraft, 'containers'>): number {
  const ends = containers.map(({role, is}) => (role === 'main' && is.now === 'ended' ? (is.at ?? 0) : 0));
  return Math.max(0, ...ends);
}

function ownerReferences(owner: PodDraft['owner']): JsonObject {
  const job = {apiVersion: 'batch/v1', kind: 'Job', name: 'batch', uid: 'j', controller: true};
  switch (owner) {
    case 'Bare':
      return {};
    case 'ReplicaSet':
      return {ownerReferences: [{...job, apiVersion: 'apps/v1', kind: 'ReplicaSet'}]};
    case 'JobOfAnotherGroup':
      return {ownerReferences: [{...job, apiVersion: 'batch.volcano.sh/v1alpha1'}]};
    case 'NotItsController':
      return {
        ownerReferences: [
          {...job, controller: false},
          {...job, apiVersion: 'x/v1', kind: 'Workflow'},
        ],
      };
    default:
      return {ownerReferences: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'c'}, job]};
  }
}

const DEADLINE_SECONDS = 600;

function deadlineOf(story: Story): JsonObject {
  return story === 'EndedByDeadline' || story === 'EndedBeforeDeadline'
    ? {activeDeadlineSeconds: DEADLINE_SECONDS}
    : {};
}

function startTime(story: Story, last: number): string {
  const spare = story === 'EndedBeforeDeadline' ? 2000 : 0;
  return time(last - DEADLINE_SECONDS * 1000 + spare);
}

function specOf({name, role, policy, rules}: ModelContainer): JsonObject {
  const restartPolicy = role === 'native' ? 'Always' : policy;
  const restartPolicyRules = rules?.map(({codes, action}) => ({action, exitCodes: {operator: 'In', values: codes}}));
  return {name, image: 'i', ...(restartPolicy && {restartPolicy}), ...(restartPolicyRules && {restartPolicyRules})};
}

function statusesOf({name, is}: ModelContainer): readonly JsonObject[] {
  if (is.now !== 'unclear') return [{name, ...stateOf(is)}];
  const ended = {name, ...stateOf({now: 'ended', code: 0, at: Date.parse('2026-11-01T09:30:00Z')})};
  if (is.how === 'Empty') return [{name, state: {}}];
  return is.how === 'Missing' ? [] : [ended, {name, ...stateOf({now: 'running'})}];
}

function stateOf(is: Exclude<ModelState, {now: 'unclear'}>): JsonObject {
  switch (is.now) {
    case 'running':
      return {state: {running: {startedAt: '2026-11-01T09:00:00Z'}}, started: true, restartCount: 0};
    case 'fresh':
      return {state: {waiting: {reason: 'ContainerCreating'}}, restartCount: 0};
    case 'backingOff':
      return {
        state: {waiting: {reason: 'CrashLoopBackOff'}},
        lastState: {terminated: {exitCode: is.code, finishedAt: '2026-11-01T09:30:00Z'}},
        restartCount: 1,
      };
    case 'ended':
      return {
        state: {terminated: {exitCode: is.code, signal: is.code > 128 ? is.code - 128 : 0, ...finished(is.at)}},
        lastState: is.code === 2 ? {terminated: {exitCode: 1, finishedAt: '2026-11-01T09:30:00Z'}} : {},
        restartCount: is.code === 2 ? 1 : 0,
      };
  }
}

/** Where the kubelet lost track of a container it writes Go's zero time, which is `null` on the wire. */
function finished(at: number | undefined): JsonObject {
  return at === undefined
    ? {reason: 'ContainerStatusUnknown', finishedAt: null}
    : {reason: 'Any', finishedAt: time(at)};
}
