import assert from 'node:assert/strict';
import fc from 'fast-check';
import {assessPod, type AssessSettings} from '../../../src/domain/jobs/assess.ts';
import type {Assessment} from '../../../src/domain/jobs/assessment.ts';
import {finalizePatch} from '../../../src/domain/jobs/finalize.ts';
import {projectJobPod} from '../../../src/domain/jobs/pod-view.ts';
import {rule} from '../../support/builders.ts';
import {kubeletPhase, mayStillRun, type ModelContainer, type ModelStatus} from './kubelet-model.ts';
import {anyPod, moment, plainPod, START, type PodCase} from './pod-cases.ts';

const RUNS = 10_000;
const rules = [rule({names: ['log-*']})];

const settings: fc.Arbitrary<AssessSettings> = fc
  .record({
    waitSeconds: fc.integer({min: 0, max: 3600}),
    enforcedSince: fc.option(moment, {nil: undefined}),
    seen: fc.option(fc.record({type: fc.constantFrom('Live' as const, 'Listed' as const), at: moment}), {
      nil: undefined,
    }),
  })
  .map(({waitSeconds, enforcedSince, seen}) => ({
    waitSeconds,
    ...(enforcedSince === undefined ? {} : {enforcedSince}),
    ...(seen === undefined ? {} : {seen}),
  }));

function assess(object: unknown, how: AssessSettings, now: number): Assessment {
  const view = projectJobPod(object);
  return view === undefined ? {type: 'NotStuck', why: 'NotRunning'} : assessPod(view, rules, how, now);
}

const mainsOf = (one: PodCase): readonly ModelContainer[] => one.containers.filter(({sidecar}) => !sidecar);

const holds = (status: ModelStatus): boolean =>
  status.is === 'running' || (status.is === 'waiting' && status.ranBefore);

describe('a Job is never ended early', () => {
  it('calls no pod stuck while a main container may still run', () => {
    fc.assert(
      fc.property(anyPod, settings, moment, (one, how, now) => {
        const {type} = assess(one.object, how, now);
        if (type === 'NotStuck') return;
        assert.equal(one.deleting, false);
        assert.equal(one.phase, 'Running');
        assert.equal(mainsOf(one).length > 0, true);
        assert.equal(
          mainsOf(one).some(main => mayStillRun(main, one.policy)),
          false,
        );
      }),
      {numRuns: RUNS},
    );
  });

  it('gives the phase that the kubelet would have reported without the sidecars', () => {
    let stuck = 0;
    fc.assert(
      fc.property(plainPod, settings, moment, (one, how, now) => {
        const assessment = assess(one.object, how, now);
        if (assessment.type === 'NotStuck') return;
        stuck++;
        assert.equal(assessment.phase, kubeletPhase(mainsOf(one), one.policy));
      }),
      {numRuns: RUNS},
    );
    assert.ok(stuck > RUNS / 20, `only ${stuck} cases were stuck`);
  });

  it('overlooks no pod that is over but for its sidecars', () => {
    fc.assert(
      fc.property(plainPod, settings, (one, how) => {
        const over = ['Succeeded', 'Failed'].includes(kubeletPhase(mainsOf(one), one.policy));
        const held = one.containers.some(({sidecar, status}) => sidecar && holds(status));
        if (!over || !held || kubeletPhase(one.containers, one.policy) === 'Pending') return;
        if (mainsOf(one).some(({status}) => status.is !== 'terminated')) return;
        assert.notEqual(assess(one.object, how, START).type, 'NotStuck');
      }),
      {numRuns: RUNS},
    );
  });

  it('waits at least waitSeconds after the last main by the node’s clock, unless that clock is ahead', () => {
    fc.assert(
      fc.property(anyPod, settings, moment, (one, how, now) => {
        const assessment = assess(one.object, how, now);
        if (assessment.type !== 'Stuck') return;
        const ends = mainsOf(one).map(({status}) => (status.is === 'terminated' ? status.finishedAt : Infinity));
        const seenAt = how.seen?.at ?? Infinity;
        assert.ok(now >= Math.min(Math.max(...ends), seenAt) + how.waitSeconds * 1000);
      }),
      {numRuns: RUNS},
    );
  });

  it('waits close to waitSeconds from what it has seen itself, whatever the node’s clock says', () => {
    fc.assert(
      fc.property(anyPod, settings, moment, (one, how, seenAt) => {
        const live: AssessSettings = {...how, seen: {type: 'Live', at: seenAt}};
        const assessment = assess(one.object, live, seenAt);
        if (assessment.type === 'Stuck') assert.ok(how.waitSeconds <= 5);
        if (assessment.type === 'Waiting') assert.ok(assessment.until <= seenAt + how.waitSeconds * 1000);
      }),
      {numRuns: RUNS},
    );
  });

  it('calls a pod backlog exactly if nothing shows that it ended under Enforce', () => {
    fc.assert(
      fc.property(anyPod, settings, moment, (one, how, now) => {
        const assessment = assess(one.object, how, now);
        if (assessment.type === 'NotStuck') return;
        assert.equal(assessment.backlog, !(assessment.endedAt >= (how.enforcedSince ?? Infinity)));
      }),
      {numRuns: RUNS},
    );
  });
});

describe('the decision about stuck Jobs is total', () => {
  const envelope = {ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name: 'b', uid: 'u', controller: true}]};

  it('answers for any JSON, and never that a pod without containers is stuck', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), moment, (spec, status, now) => {
        assert.equal(assess({metadata: envelope, spec, status}, {waitSeconds: 0}, now).type, 'NotStuck');
      }),
      {numRuns: RUNS / 10},
    );
  });

  it('answers for a pod with any value in any of its fields', () => {
    const field = fc.constantFrom('state', 'lastState', 'name', 'exitCode');
    fc.assert(
      fc.property(anyPod, field, fc.jsonValue(), (one, name, value) => {
        const {containerStatuses = []} = one.object['status'] as {containerStatuses?: object[]};
        const status = {phase: one.phase, containerStatuses: containerStatuses.map(each => ({...each, [name]: value}))};
        const view = projectJobPod({...one.object, status});
        assert.notEqual(view, undefined);
        if (view === undefined) return;
        const assessment = assessPod(view, rules, {waitSeconds: 0}, START + 7_200_000);
        if (assessment.type === 'Stuck') JSON.stringify(finalizePatch(view, assessment, 'p', START));
      }),
      {numRuns: RUNS / 10},
    );
  });
});
