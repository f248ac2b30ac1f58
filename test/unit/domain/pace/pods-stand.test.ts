import assert from 'node:assert/strict';
import type {StateReason, WorkloadState} from '../../../../src/api/reasons.ts';
import type {Conversion} from '../../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../../src/domain/facts.ts';
import {assess, type AssessInput} from '../../../../src/domain/pace/assess.ts';
import type {FailedMark} from '../../../../src/domain/pace/failed-mark.ts';
import type {Outcome} from '../../../../src/domain/pace/outcome.ts';
import type {PodProgress} from '../../../../src/domain/pace/pod-progress.ts';
import type {PodState} from '../../../../src/domain/pace/pods-stand.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {NO_SWITCHES} from '../../../../src/domain/switches.ts';
import {podSpec, policy, workload} from '../../../support/builders.ts';

const NOW = Date.parse('2026-11-28T10:00:00Z');
const conversion: Conversion = {
  delivery: 'Pod',
  spec: {},
  rolls: true,
  record: [{n: 'log', i: 1}],
  switches: NO_SWITCHES,
  operations: [],
  rules: [0],
};
const healthy: AssessInput['rollout'] = {
  strategy: 'Rolling',
  updated: true,
  complete: true,
  healthy: true,
  paused: false,
};

function restarting(more: Partial<Policy> = {}): Policy {
  const {conversion: settings, ...rest} = policy();
  return {...rest, conversion: {...settings, rollout: {...settings.rollout, restartPods: true}}, ...more};
}

function open(native: number, all: number, more: Partial<PodProgress> = {}): PodProgress {
  return {type: 'Open', native, all, proven: native > 0, hangsStill: false, ...more} as PodProgress;
}

function state(progress: PodProgress | undefined, more: Partial<PodState> = {}): PodState {
  return {progress, failure: undefined, isMarked: false, restarted: undefined, now: NOW, ...more};
}

const failure: FailedMark = {
  policy: 'shop/shop',
  uid: policy().uid,
  generation: 1,
  template: '',
  reason: 'DeadlineExceeded',
  message: 'container log had not started in a converted pod within 600 s',
  at: '2026-11-28T09:59:00Z',
  delivery: 'Pod',
};
const restarted = {policy: 'shop/shop', uid: policy().uid, generation: 1, at: '2026-11-28T09:40:00Z'};

interface Case {
  readonly input: Partial<AssessInput>;
  readonly state: WorkloadState;
  readonly reason?: StateReason;
  readonly action?: Outcome['action'];
  readonly message?: RegExp;
}

const NONE = {type: 'None'} as const;

const cases: Record<string, Case> = {
  'is converted when all pods are native': {
    input: {pods: state(open(3, 3))},
    state: 'converted',
    message: /^3 of 3 pods native$/,
  },
  'is looked at again when a starting pod would be late': {
    input: {pods: state(open(3, 3, {until: NOW + 1}))},
    state: 'converted',
    action: {type: 'Wait', until: NOW + 1},
  },
  'is converted without pods, since those that come are native': {input: {pods: state(open(0, 0))}, state: 'converted'},
  'is unproven as a CronJob that has not run': {
    input: {workload: workload('CronJob'), pods: state(open(0, 0))},
    state: 'converted',
    reason: 'Unproven',
  },
  'awaits a restart where nobody asked for one': {
    input: {pods: state(open(1, 3))},
    state: 'converted',
    reason: 'AwaitsRestart',
    action: NONE,
    message: /^1 of 3 pods native$/,
  },
  'is restarted at the pace where the policy says so': {
    input: {policy: restarting(), pods: state(open(1, 3))},
    state: 'pending',
    action: {type: 'Restart'},
  },
  'is not restarted while it is unhealthy': {
    input: {policy: restarting(), rollout: {...healthy, healthy: false}, pods: state(open(1, 3))},
    state: 'pending',
    reason: 'NotHealthy',
    action: NONE,
  },
  'is not restarted while it is paused': {
    input: {policy: restarting(), rollout: {...healthy, paused: true}, pods: state(open(1, 3))},
    state: 'pending',
    reason: 'WorkloadPaused',
    action: NONE,
  },
  'is not restarted under a policy that has stopped': {
    input: {policy: restarting(), policyPaused: true, pods: state(open(1, 3))},
    state: 'pending',
    reason: 'PolicyPaused',
    action: NONE,
  },
  'is not restarted under a suspended policy': {
    input: {policy: restarting({suspend: true}), pods: state(open(1, 3))},
    state: 'pending',
    reason: 'PolicySuspended',
    action: NONE,
  },
  'is left to people with OnDelete': {
    input: {policy: restarting(), rollout: {...healthy, strategy: 'OnDelete'}, pods: state(open(0, 3))},
    state: 'converted',
    reason: 'AwaitsRestart',
    action: NONE,
  },
  'is left to people with a partition': {
    input: {policy: restarting(), rollout: {...healthy, strategy: 'Partition'}, pods: state(open(0, 3))},
    state: 'converted',
    action: NONE,
  },
  'is never restarted as a Job': {
    input: {policy: restarting(), workload: workload('Job'), pods: state(open(0, 1))},
    state: 'converted',
    reason: 'AwaitsRestart',
    action: NONE,
  },
  'is never restarted as a bare pod': {
    input: {policy: restarting(), workload: workload('Pod'), pods: state(open(0, 1))},
    state: 'converted',
    reason: 'AwaitsRestart',
    action: NONE,
  },
  'is not restarted for its health where all pods are native': {
    input: {policy: restarting(), rollout: {...healthy, healthy: false}, pods: state(open(3, 3))},
    state: 'converted',
    action: NONE,
  },
  'holds a slot while it is restarted': {
    input: {policy: restarting(), pods: state(open(1, 3, {type: 'Rolling', until: NOW + 5}))},
    state: 'rolling',
    reason: 'RolloutInProgress',
    action: {type: 'Wait', until: NOW + 5},
  },
  'is not restarted again when that changed nothing': {
    input: {policy: restarting(), pods: state(open(0, 3, {type: 'StaysClassic'}))},
    state: 'pending',
    reason: 'StaysClassic',
    action: NONE,
    message: /^0 of 3 pods native, although created anew$/,
  },
  'is not restarted again for pods that the restart has not reached': {
    input: {policy: restarting(), pods: state(open(1, 3, {type: 'Restarted'}))},
    state: 'converted',
    reason: 'AwaitsRestart',
    action: NONE,
  },
  'waits for a new pod where one hangs that was judged before': {
    input: {pods: state(open(1, 1, {proven: false, hangsStill: true}))},
    state: 'pending',
    reason: 'AwaitsPod',
    message: /delete/,
  },
  'is failed at once, and says so on itself': {
    input: {pods: state(open(1, 1), {failure})},
    state: 'failed',
    reason: 'DeadlineExceeded',
    action: {type: 'MarkFailed', mark: failure},
    message: /not converted any more since .*had not started/,
  },
  'is failed as a Job without a mark': {
    input: {workload: workload('Job'), pods: state(open(1, 1), {failure})},
    state: 'failed',
    action: NONE,
  },
  'is failed also where no pod is converted any more': {
    input: {pods: state(undefined, {failure, isMarked: true})},
    state: 'failed',
    action: NONE,
  },
  'is failed although the policy was suspended meanwhile': {
    input: {policy: policy({suspend: true}), pods: state(open(1, 1), {failure, isMarked: true})},
    state: 'failed',
    action: NONE,
  },
  'is restarted once more where the restart was ours, when its exclusion is in force': {
    input: {policy: restarting(), pods: state(open(1, 1), {failure, isMarked: true, restarted})},
    state: 'failed',
    action: {type: 'RestartBack'},
  },
  'is not restarted before that': {
    input: {
      policy: restarting(),
      pods: state(open(1, 1), {failure: {...failure, at: '2026-11-28T09:59:50Z'}, isMarked: true, restarted}),
    },
    state: 'failed',
    action: {type: 'Wait', until: NOW + 5000},
  },
  'is not restarted back twice': {
    input: {
      policy: restarting(),
      pods: state(open(1, 1), {failure, isMarked: true, restarted: {...restarted, at: '2026-11-28T09:59:20Z'}}),
    },
    state: 'failed',
    action: NONE,
  },
  'is skipped where another policy governs, whatever its pods do': {
    input: {governedBy: 'shop/first', pods: state(open(1, 1), {failure})},
    state: 'skipped',
    action: NONE,
  },
};

function assessed(input: Partial<AssessInput>): Outcome {
  return assess({
    workload: workload('Deployment', podSpec()),
    policy: policy(),
    facts: {...NO_FACTS, admission: {pods: true, templates: false}},
    decision: {type: 'Convert', findings: [], conversion},
    skipLabel: false,
    rollout: healthy,
    progress: undefined,
    sighting: 'Nothing',
    policyPaused: false,
    ...input,
  });
}

describe('a workload whose pods are converted when they are created', () => {
  for (const [title, {input, state: wanted, reason, action, message}] of Object.entries(cases)) {
    it(title, () => {
      const outcome = assessed(input);
      assert.equal(outcome.state, wanted);
      assert.equal(outcome.reason, reason ?? outcome.reason);
      if (action !== undefined) assert.deepEqual(outcome.action, action);
      if (message !== undefined) assert.match(outcome.message, message);
    });
  }

  it('says by a finding why it is not restarted again', () => {
    const {findings} = assessed({pods: state(open(0, 3, {type: 'StaysClassic'}))});
    assert.deepEqual(
      findings.map(({code}) => code),
      ['PodsStayClassic'],
    );
  });

  it('is news with each of its pods', () => {
    assert.equal(assessed({pods: state(open(3, 3))}).byPods, true);
    assert.equal(assessed({pods: state(open(1, 1), {failure})}).byPods, true);
  });

  it('is never converted in its template', () => {
    for (const given of [undefined, state(open(0, 0))]) {
      assert.notEqual(assessed({pods: given}).action.type, 'Convert');
    }
  });
});
