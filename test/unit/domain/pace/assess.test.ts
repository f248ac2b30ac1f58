import assert from 'node:assert/strict';
import {FAILED_ANNOTATION, POLICY_ANNOTATION} from '../../../../src/api/constants.ts';
import type {StateReason, WorkloadState} from '../../../../src/api/reasons.ts';
import type {Conversion, Decision} from '../../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../../src/domain/facts.ts';
import {finding} from '../../../../src/domain/finding.ts';
import type {InjectionMode} from '../../../../src/domain/injected.ts';
import {assess, type AssessInput} from '../../../../src/domain/pace/assess.ts';
import {fingerprint, printFailedMark} from '../../../../src/domain/pace/failed-mark.ts';
import type {Action, Outcome} from '../../../../src/domain/pace/outcome.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {NO_SWITCHES} from '../../../../src/domain/switches.ts';
import {injectedBy} from '../../../support/injected.ts';
import {container, native as nativeSidecar, podSpec, policy, workload} from '../../../support/builders.ts';

const conversion: Conversion = {
  delivery: 'Template',
  spec: {},
  rolls: true,
  record: [],
  switches: NO_SWITCHES,
  operations: [],
  rules: [0],
};
const convert: AssessInput['decision'] = {type: 'Convert', findings: [], conversion};
const native: Extract<Decision, {type: 'AlreadyNative'}> = {type: 'AlreadyNative', findings: []};
const blocked: AssessInput['decision'] = {type: 'Blocked', findings: [finding('HostPort', 'it has a hostPort')]};
const SWITCH = 'sidecar.istio.io/nativeSidecar';
const told: Conversion = {...conversion, switches: {set: [SWITCH], mark: [SWITCH]}};

/** Nothing moves; Istio, unless another product is named, adds the sidecar. */
function delegation(mode: InjectionMode['type'], change: Conversion, id = 'istio'): AssessInput['decision'] {
  return {type: 'Delegate', findings: [], conversion: change, injected: [injectedBy(id, mode)]};
}

const decided: Conversion = {...conversion, rolls: false};
const healthy: AssessInput['rollout'] = {
  strategy: 'Rolling',
  updated: true,
  complete: true,
  healthy: true,
  paused: false,
};

const auditing = {...policy(), conversion: {...policy().conversion, mode: 'Audit'}} as const;

function markedFailed(by: Policy, template = workload().template): AssessInput['workload'] {
  const mark = printFailedMark({
    policy: by.key,
    uid: by.uid,
    generation: by.generation,
    template: fingerprint(template),
    reason: 'CrashLoop',
    message: 'container app crash-loops',
    at: '2026-11-01T10:00:00Z',
  });
  return workload('Deployment', podSpec(), {metadata: {annotations: {[FAILED_ANNOTATION]: mark}}});
}

interface Case {
  readonly input: Partial<AssessInput>;
  readonly state: WorkloadState;
  readonly reason?: StateReason;
  readonly action?: Action['type'];
}

const rolling = {type: 'Rolling', reason: 'RolloutInProgress', until: 1000} as const;
const failing = {type: 'Failing', reason: 'DeadlineExceeded', message: 'too late'} as const;
const settled = {type: 'Settled'} as const;

const cases: Record<string, Case> = {
  'what another policy governs is skipped, whatever else is true': {
    input: {governedBy: 'shop/first', skipLabel: true, decision: blocked, progress: rolling},
    state: 'skipped',
    reason: 'GovernedElsewhere',
  },
  'the label skip comes next': {input: {skipLabel: true, decision: blocked}, state: 'skipped', reason: 'SkipLabel'},
  'what was put back stays failed': {
    input: {workload: markedFailed(policy()), decision: blocked},
    state: 'failed',
    reason: 'CrashLoop',
    action: 'None',
  },
  'an edited policy gives what was put back another chance': {
    input: {workload: markedFailed(policy()), policy: policy({generation: 99})},
    state: 'pending',
    action: 'Convert',
  },
  'an edited template gives what was put back another chance': {
    input: {workload: markedFailed(policy(), {metadata: {}, spec: {was: 'another'}})},
    state: 'pending',
    action: 'Convert',
  },
  'a finding that blocks blocks': {input: {decision: blocked}, state: 'blocked', action: 'None'},
  'a conversion that rolls is looked at again at its deadline': {
    input: {decision: native, progress: rolling},
    state: 'rolling',
    reason: 'RolloutInProgress',
    action: 'Wait',
  },
  'a conversion that fails is put back': {
    input: {decision: native, progress: failing},
    state: 'rolling',
    action: 'PutBack',
  },
  'a suspended policy still puts back what fails': {
    input: {decision: native, progress: failing, policy: policy({suspend: true})},
    state: 'rolling',
    action: 'PutBack',
  },
  'a policy in Audit puts nothing back': {
    input: {decision: native, progress: failing, policy: auditing},
    state: 'rolling',
    action: 'None',
  },
  'a settled conversion is converted': {
    input: {decision: native, progress: settled},
    state: 'converted',
    action: 'None',
  },
  'a converted workload with outdated settings is brought up to date at the pace': {
    input: {decision: {...native, update: conversion}, progress: settled},
    state: 'converted',
    reason: 'SettingsOutdated',
    action: 'Convert',
  },
  'a record that needs care is written without a slot': {
    input: {decision: {...native, update: {...conversion, rolls: false}}, progress: settled},
    state: 'converted',
    action: 'Bookkeep',
  },
  'a suspended policy does not even keep records': {
    input: {
      decision: {...native, update: {...conversion, rolls: false}},
      progress: settled,
      policy: policy({suspend: true}),
    },
    state: 'converted',
    action: 'None',
  },
  'a bare pod that was converted when it was created is left as it is': {
    input: {decision: {...native, update: conversion}, progress: settled, workload: workload('Pod')},
    state: 'converted',
    action: 'None',
  },
  'a claim of a policy that claims no longer changes hands': {
    input: {
      decision: native,
      progress: settled,
      workload: workload('Deployment', podSpec(), {metadata: {annotations: {[POLICY_ANNOTATION]: 'shop/gone'}}}),
    },
    state: 'converted',
    action: 'Bookkeep',
  },
  'what others made native is native': {input: {decision: native}, state: 'native', action: 'None'},
  'what can be converted is pending and wants to be': {input: {}, state: 'pending', action: 'Convert'},
  'in Audit it is only reported': {
    input: {policy: auditing},
    state: 'pending',
    reason: 'AuditOnly',
    action: 'None',
  },
  'under a suspended policy it waits': {
    input: {policy: policy({suspend: true})},
    state: 'pending',
    reason: 'PolicySuspended',
  },
  'delivery at pod creation waits for admission': {
    input: {decision: {type: 'Convert', findings: [], conversion: {...conversion, delivery: 'Pod'}}},
    state: 'pending',
    reason: 'AdmissionNotAvailable',
    action: 'None',
  },
  'delivery at pod creation writes nothing, whatever its pods are like now': {
    input: {
      decision: {type: 'Convert', findings: [], conversion: {...conversion, delivery: 'Pod'}},
      facts: {...NO_FACTS, admission: {pods: true, templates: false}},
      rollout: {...healthy, healthy: false},
    },
    state: 'pending',
    reason: 'AwaitsPod',
    action: 'None',
  },
  'delivery at pod creation writes no new settings to what was converted in its template': {
    input: {
      decision: {...native, update: {...conversion, delivery: 'Pod'}},
      facts: {...NO_FACTS, admission: {pods: true, templates: false}},
      progress: settled,
    },
    state: 'converted',
    reason: 'SettingsOutdated',
    action: 'None',
  },
  'after too many failures it waits for the policy': {
    input: {policyPaused: true},
    state: 'pending',
    reason: 'PolicyPaused',
    action: 'None',
  },
  'a paused Deployment waits': {
    input: {rollout: {...healthy, paused: true}},
    state: 'pending',
    reason: 'WorkloadPaused',
  },
  'a suspended CronJob does not wait': {
    input: {rollout: {...healthy, strategy: 'NextRun', paused: true}},
    state: 'pending',
    action: 'Convert',
  },
  'an injector that can be told is told at the pace': {
    input: {decision: delegation('Switchable', told), sighting: 'Classic'},
    state: 'pending',
    action: 'Convert',
  },
  'an injector that is told is waited for': {
    input: {decision: delegation('Switched', decided)},
    state: 'pending',
    reason: 'AwaitsPod',
    action: 'None',
  },
  'an injector that is told and adds a classic sidecar is too old': {
    input: {decision: delegation('Switched', decided), sighting: 'Classic'},
    state: 'pending',
    reason: 'InjectorTooOld',
    action: 'None',
  },
  'what an injector was seen to make native is delegated': {
    input: {decision: delegation('Switched', decided), sighting: 'Native'},
    state: 'delegated',
    action: 'None',
  },
  'an injector that adds native sidecars by itself need not be told': {
    input: {decision: delegation('Switchable', told), sighting: 'Native'},
    state: 'delegated',
    action: 'None',
  },
  'a newer version of an injector is waited for': {
    input: {decision: delegation('Upgrade', decided, 'kuma'), sighting: 'Classic'},
    state: 'pending',
    reason: 'InjectorTooOld',
  },
  'what an injector without a switch adds waits for admission': {
    input: {decision: delegation('NoSwitch', decided, 'vault-agent')},
    state: 'pending',
    reason: 'AdmissionNotAvailable',
  },
  'an injector that somebody has told otherwise is left alone': {
    input: {decision: delegation('SwitchedOff', decided)},
    state: 'pending',
    reason: 'SwitchedOff',
    action: 'None',
  },
  'a mark of a switch that somebody has turned goes': {
    input: {
      decision: delegation('SwitchedOff', decided),
      workload: workload('Deployment', podSpec(), {metadata: {annotations: {'outrigger.dev/delegated': SWITCH}}}),
    },
    state: 'pending',
    action: 'Bookkeep',
  },
  'what rolls since an injector was told is looked at again at its deadline': {
    input: {decision: delegation('Switched', decided), progress: rolling},
    state: 'rolling',
    action: 'Wait',
  },
  'what is unhealthy before us is not started': {
    input: {rollout: {...healthy, healthy: false}},
    state: 'pending',
    reason: 'NotHealthy',
    action: 'None',
  },
};

function assessed(input: Partial<AssessInput>): Outcome {
  return assess({
    workload: workload(),
    policy: policy(),
    facts: NO_FACTS,
    decision: convert,
    skipLabel: false,
    rollout: healthy,
    progress: undefined,
    sighting: 'Nothing',
    policyPaused: false,
    ...input,
  });
}

describe('assess', () => {
  for (const [title, {input, state, reason, action}] of Object.entries(cases)) {
    it(title, () => {
      const outcome = assessed(input);
      assert.equal(outcome.state, state);
      if (reason !== undefined) assert.equal(outcome.reason, reason);
      if (action !== undefined) assert.equal(outcome.action.type, action);
    });
  }

  it('says of an injector without a switch what is lacking: admission, or a policy that asks for it', () => {
    const decision = delegation('NoSwitch', decided, 'vault-agent');
    const said = (admission: AssessInput['facts']['admission']): string =>
      assessed({decision, facts: {...NO_FACTS, admission}}).message;
    assert.match(
      said({pods: false, templates: false, podsLack: 'it is switched off'}),
      /cannot be done here: it is switched off$/,
    );
    assert.match(
      said({pods: true, templates: false}),
      /a policy does that says delivery: Pod and acknowledges InjectedProxy/,
    );
  });

  describe('of workarounds', () => {
    const app = container('app', {command: ['sh', '-c', 'run; curl -X POST localhost:9091/quitquitquit']});
    const spec = podSpec([app], {initContainers: [nativeSidecar('log', {args: ['--admin-port=9091']})]});
    const one = workload('Deployment', spec);
    const codes = (input: Partial<AssessInput>): readonly string[] =>
      assessed({workload: one, decision: native, ...input}).findings.map(({code}) => code);

    it('says once that some are left in what is native, and which', () => {
      const {findings, workarounds = []} = assessed({workload: one, decision: native});
      assert.deepEqual([findings.map(({code}) => code), workarounds.map(({id}) => id)], [['WorkaroundLeft'], ['W2']]);
      assert.match(findings[0]?.message ?? '', /W2 \(quit calls after the main\).*--remove-workarounds/);
    });

    it('says so of what would be converted, as it would be then', () => {
      const classic = workload('Deployment', podSpec([app, container('log', {args: ['--admin-port=9091']})]));
      const decision = {...convert, conversion: {...conversion, spec}} as const;
      assert.deepEqual(codes({workload: classic, decision}), ['WorkaroundLeft']);
    });

    it('says nothing where they are needed or nobody asks', () => {
      assert.deepEqual(codes({skipLabel: true}), []);
      assert.deepEqual(codes({decision: blocked}), ['HostPort']);
      const {metadata} = markedFailed(policy(), one.template);
      assert.deepEqual(codes({workload: {...one, metadata}}), []);
    });
  });
});
