import assert from 'node:assert/strict';
import {
  podProgressOf,
  podsText,
  type PodProgress,
  type PodProgressInput,
} from '../../../../src/domain/pace/pod-progress.ts';
import type {RolloutPod} from '../../../../src/domain/pace/rollout-pod.ts';
import type {RolloutView} from '../../../../src/domain/pace/rollout.ts';

const NOW = Date.parse('2026-11-28T10:20:00Z');
const AGO = (seconds: number): number => NOW - seconds * 1000;
const at = (time: number): string => new Date(time).toISOString();

const complete: RolloutView = {strategy: 'Rolling', updated: true, complete: true, healthy: true, paused: false};
const incomplete: RolloutView = {...complete, updated: false, complete: false, healthy: false};

const classic: RolloutPod = {natives: [], initialized: true, createdAt: at(AGO(3600))};
const up: RolloutPod = {natives: ['log'], moved: ['log'], initialized: true, createdAt: at(AGO(1800))};
const hanging = (seconds: number, more: Partial<RolloutPod> = {}): RolloutPod => ({
  ...up,
  initialized: false,
  createdAt: at(AGO(seconds)),
  hang: {on: 'log', why: 'NotStarted', since: AGO(seconds)},
  ...more,
});

function progress(input: Partial<PodProgressInput>): PodProgress {
  const defaults = {pods: [], names: ['log'], rollout: complete, deadlineSeconds: 600, now: NOW};
  return podProgressOf({...defaults, restartedAt: undefined, judgedUntil: 0, ...input});
}

interface Case {
  readonly input: Partial<PodProgressInput>;
  readonly type: PodProgress['type'];
  readonly text?: string;
  /** Seconds from now. */
  readonly until?: number;
  readonly message?: RegExp;
}

const cases: Record<string, Case> = {
  'counts those that are native': {input: {pods: [classic, up, up]}, type: 'Open', text: '2 of 3 pods native'},
  'leaves out what is over': {
    input: {pods: [{...classic, over: true}, up]},
    type: 'Open',
    text: '1 of 1 pod native',
  },
  'waits for one that has not started until its deadline': {
    input: {pods: [hanging(100)]},
    type: 'Open',
    until: 500,
  },
  'fails when that has passed': {
    input: {pods: [hanging(600)]},
    type: 'Failing',
    message: /^container log had not started in a converted pod within 600 s$/,
  },
  'says that it crash-loops': {
    input: {pods: [hanging(700, {hang: {on: 'log', why: 'CrashLoop', since: AGO(700)}})]},
    type: 'Failing',
    message: /crash-loops/,
  },
  'says that its restartPolicy was taken': {
    input: {pods: [hanging(700, {natives: [], stripped: 'log'})]},
    type: 'Failing',
    message: /lost its restartPolicy/,
  },
  'does not fail where another converted pod has got past its sidecars': {
    input: {pods: [hanging(700), up]},
    type: 'Open',
  },
  'does not fail where one had in an earlier run': {input: {pods: [hanging(700), {...up, over: true}]}, type: 'Open'},
  'fails although a classic pod is up': {input: {pods: [hanging(700), classic]}, type: 'Failing'},
  'does not judge a pod twice': {input: {pods: [hanging(700)], judgedUntil: AGO(60)}, type: 'Open'},
  'judges one that was created since': {
    input: {pods: [hanging(3000), hanging(700)], judgedUntil: AGO(2000)},
    type: 'Failing',
  },
  'is rolling after a restart of ours': {
    input: {pods: [classic], rollout: incomplete, restartedAt: AGO(10)},
    type: 'Rolling',
    until: 590,
  },
  'looks at a hanging pod of that rollout in time': {
    input: {pods: [classic, hanging(300)], rollout: incomplete, restartedAt: AGO(10)},
    type: 'Rolling',
    until: 300,
  },
  'holds no slot for longer than the deadline': {
    input: {pods: [up, up], rollout: incomplete, restartedAt: AGO(600)},
    type: 'Open',
  },
  'is done when the restart has made all native': {input: {pods: [up, up], restartedAt: AGO(60)}, type: 'Open'},
  'stays classic where pods of since are': {
    input: {pods: [{...classic, createdAt: at(AGO(60))}, up], restartedAt: AGO(60) + 900},
    type: 'StaysClassic',
  },
  'says nothing of pods of before that are there still': {
    input: {pods: [classic, up], restartedAt: AGO(60)},
    type: 'Restarted',
  },
};

describe('the progress of pods that are converted when they are created', () => {
  for (const [title, {input, type, text, until, message}] of Object.entries(cases)) {
    it(title, () => {
      const found = progress(input);
      assert.equal(found.type, type);
      if (text !== undefined) assert.equal(podsText(found), text);
      const foundUntil = 'until' in found ? found.until : undefined;
      if (until !== undefined) assert.equal(foundUntil, NOW + until * 1000);
      if (message !== undefined) assert.match(found.type === 'Failing' ? found.message : '', message);
    });
  }

  it('tells of one that was judged before and hangs still', () => {
    assert.equal(progress({pods: [hanging(700)], judgedUntil: AGO(60)}).hangsStill, true);
    assert.equal(progress({pods: [hanging(700)]}).hangsStill, false);
  });
});
