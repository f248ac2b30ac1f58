import assert from 'node:assert/strict';
import {FAILED_ANNOTATION, RESTARTED_ANNOTATION} from '../../../src/api/constants.ts';
import {ConversionMemory} from '../../../src/controllers/memory.ts';
import {workloadFrom, workloadView} from '../../../src/controllers/views/workload-view.ts';
import {podStateOf} from '../../../src/controllers/workload/pod-state.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {printFailedMark} from '../../../src/domain/pace/failed-mark.ts';
import type {PodState} from '../../../src/domain/pace/pods-stand.ts';
import {printRestartMark} from '../../../src/domain/pace/restart-mark.ts';
import type {RolloutPod} from '../../../src/domain/pace/rollout-pod.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {deployment, podSpec, policy, type ObjectFields} from '../../support/builders.ts';

const NOW = Date.parse('2026-11-28T10:20:00Z');
const FACTS = {...NO_FACTS, admission: {pods: true, templates: false}};
const hanging: RolloutPod = {
  natives: ['log'],
  moved: ['log'],
  initialized: false,
  createdAt: '2026-11-28T10:00:00Z',
  hang: {on: 'log', why: 'NotStarted', since: Date.parse('2026-11-28T10:00:01Z')},
};

describe('what the pods of a workload say of their conversion', () => {
  let memory: ConversionMemory;

  beforeEach(() => {
    memory = new ConversionMemory();
  });

  interface Given {
    readonly fields?: ObjectFields;
    readonly by?: Policy;
    readonly pods?: readonly RolloutPod[];
    readonly facts?: typeof FACTS;
    readonly now?: number;
  }

  function stateOf({fields, by = byPods(), pods = [hanging], facts = FACTS, now = NOW}: Given = {}) {
    const view = workloadView('Deployment', deployment(podSpec(), fields), 'outrigger');
    const workload = workloadFrom(view);
    return podStateOf({view, workload, policy: by, decision: plan(workload, by, facts), facts, pods, memory, now});
  }

  const annotated = (annotations: JsonObject): ObjectFields => ({metadata: {annotations}});
  const markIn = (state: PodState | undefined): string => printFailedMark(state?.failure ?? assert.fail('no failure'));

  it('is nothing where pods are not converted when they are created', () => {
    assert.equal(stateOf({facts: NO_FACTS}), undefined);
    assert.equal(stateOf({by: policy()}), undefined);
  });

  it('is a failure from the deadline on, with the time of the first look', () => {
    const state = stateOf();
    assert.equal(state?.progress?.type, 'Failing');
    assert.equal(state.failure?.at, '2026-11-28T10:20:00.000Z');
    assert.equal(stateOf({now: NOW + 60_000})?.failure?.at, '2026-11-28T10:20:00.000Z');
  });

  it('stays a failure without a mark after the pod has gone, for as long as this process lives', () => {
    stateOf();
    assert.ok(stateOf({pods: []})?.failure);
    memory = new ConversionMemory();
    assert.equal(stateOf({pods: []})?.failure, undefined);
  });

  it('stays a failure by the mark in another process, also where the pods of the policy are not converted any more', () => {
    const fields = annotated({[FAILED_ANNOTATION]: markIn(stateOf())});
    memory = new ConversionMemory();
    const state = stateOf({fields, pods: [], facts: NO_FACTS});
    assert.deepEqual([state?.isMarked, state?.failure?.reason, state?.progress], [true, 'DeadlineExceeded', undefined]);
  });

  it('is none any more after an edit of the policy, and what hung before that is not judged again', () => {
    const fields = annotated({[FAILED_ANNOTATION]: markIn(stateOf())});
    const edited = stateOf({fields, by: byPods({generation: 2}), now: NOW + 3_600_000});
    assert.equal(edited?.failure, undefined);
    assert.deepEqual([edited?.progress?.type, edited?.progress?.hangsStill], ['Open', true]);
  });

  it('is none any more after an edit of the template, but for a restart', () => {
    const mark = {[FAILED_ANNOTATION]: markIn(stateOf())};
    memory = new ConversionMemory();
    const restarted = {annotations: {'kubectl.kubernetes.io/restartedAt': '2026-11-28T10:30:00Z'}};
    assert.ok(stateOf({fields: {...annotated(mark), template: restarted}, pods: []})?.failure);
    const edited = {annotations: {version: '2'}};
    assert.equal(stateOf({fields: {...annotated(mark), template: edited}, pods: []})?.failure, undefined);
  });

  it('is none any more when somebody has taken the mark away', () => {
    const fields = annotated({[FAILED_ANNOTATION]: markIn(stateOf())});
    stateOf({fields});
    assert.equal(stateOf({pods: []})?.failure, undefined);
  });

  it('is that the policy has had it restarted, until the policy changes', () => {
    const mark = {policy: 'shop/shop', uid: policy().uid, generation: 1, at: '2026-11-28T10:10:00Z'};
    const fields = annotated({[RESTARTED_ANNOTATION]: printRestartMark(mark)});
    assert.deepEqual(stateOf({fields})?.restarted, mark);
    // A client has replaced the object as a whole.
    assert.deepEqual(stateOf()?.restarted, mark);
    assert.equal(stateOf({fields, by: byPods({generation: 2})})?.restarted, undefined);
    assert.equal(
      stateOf({fields: annotated({[RESTARTED_ANNOTATION]: '{"at": 3'}), by: byPods({uid: 'x'})})?.restarted,
      undefined,
    );
  });
});

function byPods(more: Partial<Policy> = {}): Policy {
  const {conversion, ...rest} = policy();
  return {...rest, conversion: {...conversion, delivery: 'Pod'}, ...more};
}
