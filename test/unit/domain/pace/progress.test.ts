import assert from 'node:assert/strict';
import {progressOf, type Progress, type ProgressInput} from '../../../../src/domain/pace/progress.ts';
import type {RolloutPod} from '../../../../src/domain/pace/rollout-pod.ts';
import type {RolloutView} from '../../../../src/domain/pace/rollout.ts';

const CONVERTED_AT = Date.parse('2026-11-01T10:00:00Z');
const DEADLINE = CONVERTED_AT + 600_000;

const incomplete: RolloutView = {strategy: 'Rolling', updated: false, complete: false, healthy: false, paused: false};
const complete: RolloutView = {...incomplete, updated: true, complete: true, healthy: true};
const nextRun: RolloutView = {...complete, strategy: 'NextRun'};

function pod(more: Partial<RolloutPod> = {}): RolloutPod {
  return {natives: ['log'], initialized: false, createdAt: '2026-11-01T10:01:00Z', ...more};
}

interface Case {
  readonly input: Partial<ProgressInput>;
  readonly want: Progress['type'];
  readonly reason?: string;
}

const cases: Record<string, Case> = {
  'a complete rollout has settled': {input: {rollout: complete}, want: 'Settled'},
  'an incomplete rollout before the deadline is rolling': {input: {}, want: 'Rolling', reason: 'RolloutInProgress'},
  'an incomplete rollout that was watched is failing at the deadline': {
    input: {seen: 'Rolling', now: DEADLINE},
    want: 'Failing',
    reason: 'DeadlineExceeded',
  },
  'after a restart an incomplete rollout past the deadline that nobody touched is failing': {
    input: {now: DEADLINE, pods: [pod()]},
    want: 'Failing',
  },
  'after a restart an incomplete rollout past the deadline that somebody touched is not ours': {
    input: {now: DEADLINE, touched: true, pods: [pod()]},
    want: 'Settled',
  },
  'after a restart unavailable pods that had got past their sidecars are not our failure (DaemonSet on a lost node)': {
    input: {now: DEADLINE, rollout: {...incomplete, updated: true}, pods: [pod({initialized: true})]},
    want: 'Settled',
  },
  'a rollout that had settled never rolls again': {input: {seen: 'Settled', now: DEADLINE}, want: 'Settled'},
  'a crash-looping new pod fails before the deadline': {
    input: {seen: 'Rolling', pods: [pod({crashLoop: 'app'})]},
    want: 'Failing',
    reason: 'CrashLoop',
  },
  'a crash-looping new pod fails after a restart before the deadline, too': {
    input: {pods: [pod({crashLoop: 'log'})]},
    want: 'Failing',
    reason: 'CrashLoop',
  },
  'a pod that crash-loops long after the conversion, seen after a restart, is not judged (DaemonSet)': {
    input: {
      now: DEADLINE,
      rollout: {...incomplete, updated: true},
      pods: [pod({initialized: true}), pod({initialized: true, crashLoop: 'app'})],
    },
    want: 'Settled',
  },
  'a crash-looping new pod after somebody else has edited the workload, seen after a restart, is not judged': {
    input: {touched: true, pods: [pod({crashLoop: 'app'})]},
    want: 'Rolling',
  },
  'OnDelete waits for a person and holds no slot': {
    input: {rollout: {...incomplete, strategy: 'OnDelete'}},
    want: 'Settled',
    reason: 'AwaitsRestart',
  },
  'OnDelete is not judged, also when the last old pod was deleted weeks later and its successor is not ready yet': {
    input: {rollout: {...incomplete, strategy: 'OnDelete', updated: true}, now: DEADLINE * 2, pods: [pod()]},
    want: 'Settled',
  },
  'after a restart one pod past its sidecars proves an old conversion, whatever else hangs now': {
    input: {now: DEADLINE, pods: [pod({initialized: true}), pod()]},
    want: 'Settled',
  },
  'a partition waits for a person and holds no slot': {
    input: {rollout: {...incomplete, strategy: 'Partition'}},
    want: 'Settled',
    reason: 'AwaitsRestart',
  },
  'a Deployment paused after the conversion is not put back': {
    input: {seen: 'Rolling', now: DEADLINE, rollout: {...incomplete, paused: true}},
    want: 'Settled',
    reason: 'AwaitsRestart',
  },
  'a record without a readable time has settled': {input: {convertedAt: undefined}, want: 'Settled'},
  'a CronJob that has not run yet is rolling': {input: {rollout: nextRun}, want: 'Rolling', reason: 'AwaitsRun'},
  'a CronJob that has not run by the deadline is Unproven': {
    input: {rollout: nextRun, now: DEADLINE},
    want: 'Settled',
    reason: 'Unproven',
  },
  'a pod of the next run past its sidecars proves a CronJob': {
    input: {rollout: nextRun, pods: [pod({initialized: true})]},
    want: 'Settled',
  },
  'a run scheduled and successful since the conversion proves a CronJob whose pods are gone': {
    input: {rollout: {...nextRun, lastRun: '2026-11-01T10:01:00Z', lastSuccess: '2026-11-01T10:01:30Z'}, now: DEADLINE},
    want: 'Settled',
  },
  'a success long after the conversion proves a CronJob whose present run hangs': {
    input: {
      rollout: {...nextRun, lastRun: '2026-11-03T10:00:00Z', lastSuccess: '2026-11-03T09:00:00Z'},
      now: Date.parse('2026-11-03T11:00:00Z'),
      pods: [pod({createdAt: '2026-11-03T10:00:00Z'})],
    },
    want: 'Settled',
  },
  'after a restart a CronJob that somebody else has written since is not judged': {
    input: {rollout: nextRun, touched: true, now: DEADLINE * 2, pods: [pod()]},
    want: 'Settled',
  },
  'a success of a run from before the conversion proves nothing': {
    input: {rollout: {...nextRun, lastRun: '2026-11-01T09:59:00Z', lastSuccess: '2026-11-01T10:01:30Z'}},
    want: 'Rolling',
    reason: 'AwaitsRun',
  },
  'a pod of the next run that hangs in Init for the deadline fails the CronJob': {
    input: {rollout: nextRun, now: Date.parse('2026-11-01T10:11:00Z'), pods: [pod()]},
    want: 'Failing',
    reason: 'DeadlineExceeded',
  },
  'a run that starts after the deadline is given its own time': {
    input: {rollout: nextRun, now: DEADLINE + 1, pods: [pod({createdAt: '2026-11-01T10:09:59Z'})]},
    want: 'Rolling',
  },
  'a crash-looping sidecar of the next run fails the CronJob': {
    input: {rollout: nextRun, pods: [pod({crashLoop: 'log'})]},
    want: 'Failing',
    reason: 'CrashLoop',
  },
  'a pod that hangs since an earlier conversion says nothing of this one': {
    input: {rollout: nextRun, pods: [pod({createdAt: '2026-11-01T09:00:00Z', crashLoop: 'log'})]},
    want: 'Rolling',
    reason: 'AwaitsRun',
  },
  'a pod that had started in an earlier conversion proves nothing of this one': {
    input: {rollout: nextRun, pods: [pod({createdAt: '2026-11-01T09:59:59Z', initialized: true})]},
    want: 'Rolling',
    reason: 'AwaitsRun',
  },
  'a pod of the second in which the conversion was written is of the next run': {
    input: {
      rollout: nextRun,
      convertedAt: CONVERTED_AT + 900,
      pods: [pod({createdAt: '2026-11-01T10:00:00Z', initialized: true})],
    },
    want: 'Settled',
  },
  'a crash-looping main of the next run is the Job’s own matter': {
    input: {rollout: nextRun, pods: [pod({crashLoop: 'app'})]},
    want: 'Rolling',
  },
};

describe('progressOf', () => {
  for (const [title, {input, want, reason}] of Object.entries(cases)) {
    it(title, () => {
      const progress = progressOf({
        rollout: incomplete,
        pods: [],
        convertedAt: CONVERTED_AT,
        touched: false,
        deadlineSeconds: 600,
        now: CONVERTED_AT + 60_000,
        seen: 'Nothing',
        ...input,
      });
      assert.equal(progress.type, want);
      if (reason !== undefined) assert.equal(progress.reason, reason);
    });
  }

  it('says which sidecar a new pod waited for when the time was up', () => {
    const base = {convertedAt: CONVERTED_AT, touched: false, deadlineSeconds: 600, now: DEADLINE} as const;
    const progress = progressOf({...base, rollout: incomplete, seen: 'Rolling', pods: [pod({waitsFor: 'proxy'})]});
    assert.ok(progress.type === 'Failing');
    assert.equal(progress.message, 'the rollout was not complete within 600 s: proxy had not started in a new pod');
  });

  it('looks again at the end of the deadline, and for a hanging run at the end of that pod’s own time', () => {
    const base = {
      pods: [],
      convertedAt: CONVERTED_AT,
      touched: false,
      deadlineSeconds: 600,
      now: CONVERTED_AT,
    } as const;
    const rolling = progressOf({...base, rollout: incomplete, seen: 'Nothing'});
    assert.deepEqual(rolling, {type: 'Rolling', reason: 'RolloutInProgress', until: DEADLINE});
    const running = progressOf({...base, rollout: nextRun, seen: 'Nothing', pods: [pod()]});
    assert.deepEqual(running, {type: 'Rolling', reason: 'RolloutInProgress', until: DEADLINE + 60_000});
  });
});
