import assert from 'node:assert/strict';
import fc from 'fast-check';
import {assessPod, type AssessSettings} from '../../../src/domain/jobs/assess.ts';
import type {Assessment} from '../../../src/domain/jobs/assessment.ts';
import {finalizePatch} from '../../../src/domain/jobs/finalize.ts';
import {projectJobPod} from '../../../src/domain/jobs/pod-view.ts';
import {rule} from '../../support/builders.ts';
import {anyPod, moment, START} from './pod-cases.ts';
import {lastEnd} from './pod-object.ts';

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

describe('the wait before a stuck pod is finished', () => {
  it('is at least waitSeconds after the last main by the node’s clock, unless that clock is ahead', () => {
    fc.assert(
      fc.property(anyPod, settings, moment, (one, how, now) => {
        if (assess(one.object, how, now).type !== 'Stuck') return;
        const seenAt = how.seen?.at ?? Infinity;
        assert.ok(now >= Math.min(lastEnd(one), seenAt) + how.waitSeconds * 1000);
      }),
      {numRuns: RUNS},
    );
  });

  it('is close to waitSeconds from what it has seen itself, whatever the node’s clock says', () => {
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

  it('ends in backlog exactly if nothing shows that the pod ended under Enforce', () => {
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
        const view = projectJobPod({...one.object, metadata: envelope, status});
        assert.notEqual(view, undefined);
        if (view === undefined) return;
        const assessment = assessPod(view, rules, {waitSeconds: 0}, START + 7_200_000);
        if (assessment.type === 'Stuck') JSON.stringify(finalizePatch(view, assessment, 'p', START));
      }),
      {numRuns: RUNS / 10},
    );
  });
});
