import assert from 'node:assert/strict';
import fc from 'fast-check';
import {enforcedSince} from '../../../src/domain/jobs/enforcement.ts';
import type {Ending} from '../../../src/domain/jobs/assessment.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {policy as buildPolicy, rule} from '../../support/builders.ts';
import {anyJob} from './job-cases.ts';
import {jobMakesOf, type EndedPod} from './job-model.ts';
import {earnedPhase, kubeletPhase, mainMayRun, type ModelContainer} from './kubelet-model.ts';
import {lookAt, type Look} from './looks.ts';
import {anyPod, moment, mostly, plainPod, START, type PodCase} from './pod-cases.ts';
import {lastEnd, time} from './pod-object.ts';

const RUNS = 100_000;

const policies: fc.Arbitrary<Policy> = fc
  .record({
    waitSeconds: mostly(10, fc.integer({min: 0, max: 3600}), 3),
    since: mostly<number | undefined>(START - 3_600_000, fc.option(moment, {nil: undefined}), 2),
    backlog: fc.constantFrom('Enforce' as const, 'Audit' as const),
    mode: mostly('Enforce' as const, fc.constantFrom('Audit' as const, 'Off' as const), 8),
    suspend: mostly(false, fc.constant(true), 15),
  })
  .map(({since, suspend, ...jobs}) =>
    buildPolicy({
      sidecars: [rule({names: ['log-*']})],
      jobs,
      suspend,
      status: since === undefined ? {} : {jobs: {enforcedSince: time(since)}},
    }),
  );

/** How containers exit that run on when the pod is given its phase: by name, or not before the Job looks. */
const exits = fc.record({stops: fc.constantFrom(0, 1, 2, 42, 137, 143), looksLate: fc.boolean()});

const looks = (pod: fc.Arbitrary<PodCase>): fc.Arbitrary<Look> =>
  fc.record({
    pod,
    job: anyJob,
    suspend: mostly(false, fc.constant(true), 15),
    policy: policies,
    now: fc.integer({min: 0, max: 7200}).map(seconds => START + seconds * 1000),
  });

/** The pod as the Job controller finds it: with its classic sidecars, or as if it never had any. */
function endedPod(
  pod: PodCase,
  phase: Ending['phase'],
  helpers: {with: boolean; stops: number; looksLate: boolean},
): EndedPod {
  const {containers, conditions} = pod;
  const apps = containers.filter(({role}) => role === 'main' || (role === 'sidecar' && helpers.with));
  const inits = containers.filter(({role}) => role === 'init' || role === 'native');
  return {
    phase,
    conditions,
    exits: [...apps, ...inits].flatMap(({name, is}) => {
      if (is.now === 'ended') return [{container: name, code: is.code}];
      return is.now === 'running' && helpers.looksLate ? [{container: name, code: helpers.stops}] : [];
    }),
  };
}

/** A classic sidecar runs, or will again. */
function isHeld({containers}: PodCase): boolean {
  return containers.some(({role, is}) => role === 'sidecar' && (is.now === 'running' || is.now === 'backingOff'));
}

/** As it is for every pod whose mains have run: init containers are over, and it is known when mains ended. */
function isReported({role, is}: ModelContainer): boolean {
  if (role === 'main') return is.now === 'ended' && is.at !== undefined;
  return role !== 'init' || (is.now === 'ended' && is.code === 0);
}

describe('a Job is never ended early', function () {
  // So many cases take ten seconds on a busy machine.
  this.timeout(120_000);

  it('finishes a pod only as the kubelet would have without its sidecars, and when it may', () => {
    let finished = 0;
    fc.assert(
      fc.property(looks(anyPod), look => {
        const {pod, policy, now} = look;
        const next = lookAt(look)?.next;
        if (next?.type !== 'Finish') return;
        finished++;
        assert.equal(mainMayRun(pod), false, 'no main may run any more');
        assert.equal(next.ending.phase, earnedPhase(pod));
        assert.ok(pod.phase === 'Running' && pod.containers.every(isReported));
        assert.ok(pod.owner === 'Job' || pod.owner === 'CronJobsJob');
        assert.ok(pod.story === 'Calm' || pod.story === 'EndedBeforeDeadline');
        assert.ok(!pod.deleting && !pod.debugged && isHeld(pod));
        assert.ok(now >= Math.min(lastEnd(pod), now) + policy.jobs.waitSeconds * 1000);
        const since = enforcedSince(policy);
        assert.ok(since !== undefined && !policy.suspend);
        assert.ok(policy.jobs.backlog === 'Enforce' || lastEnd(pod) >= since);
      }),
      {numRuns: RUNS},
    );
    assert.ok(finished > RUNS / 50, `only ${finished} pods were finished`);
  });

  it('lets the Job count and do what it would have counted and done without the sidecars', () => {
    let judged = 0;
    fc.assert(
      fc.property(looks(plainPod), exits, (look, how) => {
        const {pod, job} = look;
        const next = lookAt(look)?.next;
        if (next?.type !== 'Finish') return;
        if (next.ending.phase === 'Failed' && job.rules.length > 0) judged++;
        const {phase} = next.ending;
        assert.deepEqual(
          jobMakesOf(job, endedPod(pod, phase, {...how, with: true})),
          // Native sidecars have stopped when the kubelet itself finishes a pod.
          jobMakesOf(job, endedPod(pod, phase, {...how, looksLate: true, with: false})),
        );
      }),
      {numRuns: RUNS},
    );
    assert.ok(judged > RUNS / 1000, `only ${judged} pods were judged by rules`);
  });

  it('says before it finishes a pod what would start then', () => {
    fc.assert(
      fc.property(looks(plainPod), exits, (look, how) => {
        const {pod, job, policy, suspend} = look;
        const stuck = lookAt(look)?.stuck.get(policy.key);
        const phase = earnedPhase(pod);
        if (stuck === undefined || phase === undefined || suspend) return;
        const {starts} = jobMakesOf(job, endedPod(pod, phase, {...how, with: false}));
        if (starts === 'the same again') assert.equal(stuck.consequence, 'MayRunAgain');
        if (starts === 'another') assert.equal(stuck.consequence, 'RunsNextCompletion');
      }),
      {numRuns: RUNS / 5},
    );
  });

  it('overlooks no pod that is over but for its sidecars', () => {
    let stuck = 0;
    fc.assert(
      fc.property(looks(plainPod), look => {
        const {pod, policy} = look;
        if (!pod.containers.every(isReported) || policy.jobs.mode === 'Off') return;
        const isOver = earnedPhase(pod) !== undefined && kubeletPhase(pod) === 'Running';
        if (!isOver || !isHeld(pod)) return;
        const isLongAgo = look.now >= lastEnd(pod) + policy.jobs.waitSeconds * 1000 && lastEnd(pod) <= look.now;
        const seen = lookAt(look);
        const isStuck = seen?.stuck.has(policy.key) === true;
        assert.ok(isStuck || (!isLongAgo && seen?.next.type === 'Wait'));
        stuck++;
      }),
      {numRuns: RUNS / 5},
    );
    assert.ok(stuck > RUNS / 100, `only ${stuck} pods were over`);
  });
});
