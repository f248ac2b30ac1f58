import assert from 'node:assert/strict';
import {WORKLOAD_STATES, type WorkloadState} from '../../../../src/api/reasons.ts';
import {objectsAt, valueAt, type JsonObject} from '../../../../src/domain/json.ts';
import {heldBack} from '../../../../src/domain/pause.ts';
import type {Mode, Policy} from '../../../../src/domain/policy.ts';
import {policyStatus, statusDiffers} from '../../../../src/domain/status/policy-status.ts';
import type {StatusInput} from '../../../../src/domain/status/status-input.ts';
import {policy} from '../../../support/builders.ts';

const NOW = '2026-11-01T10:00:00Z';
const LATER = '2026-11-01T11:00:00Z';

const consequences = {None: 0, MayRunAgain: 0, RunsNextCompletion: 0, MayRunMissed: 0};
const holds = {SidecarDecides: 0, NodeUnwell: 0};

function waits(count: number): StatusInput['waiting'] {
  return count === 0 ? [] : [{reason: 'NotHealthy', count, example: 'Deployment/shop/web'}];
}

function counts(some: Partial<Record<WorkloadState, number>> = {}): Record<WorkloadState, number> {
  return {...(Object.fromEntries(WORKLOAD_STATES.map(state => [state, 0])) as Record<WorkloadState, number>), ...some};
}

function withModes(conversion: Mode, jobs: Mode = 'Off', more: Partial<Policy> = {}): Policy {
  const base = policy();
  return {
    ...base,
    conversion: {...base.conversion, mode: conversion},
    jobs: {...base.jobs, mode: jobs},
    status: {},
    ...more,
  };
}

function status(more: Partial<StatusInput> = {}): JsonObject {
  return policyStatus({
    policy: withModes('Enforce'),
    counts: counts(),
    waiting: waits(0),
    findings: [],
    jobs: {stuck: 0, backlog: 0, consequences, holds},
    health: {},
    now: NOW,
    ...more,
  });
}

function condition(object: JsonObject, type: string): string {
  const found = objectsAt(object, 'conditions').find(each => each['type'] === type);
  return `${String(found?.['status'])}/${String(found?.['reason'])}`;
}

const cases: Record<string, {readonly input: Partial<StatusInput>; readonly want: Record<string, string>}> = {
  'an enforcing policy is active and, with nothing left, complete': {
    input: {},
    want: {Ready: 'True/Active', Progressing: 'False/Complete', Degraded: 'False/AsExpected'},
  },
  'an auditing policy says so': {
    input: {policy: withModes('Audit', 'Audit'), waiting: waits(0), counts: counts({pending: 4})},
    want: {Ready: 'True/Auditing', Progressing: 'False/NotEnforcing'},
  },
  'jobs.mode alone makes a policy active': {
    input: {policy: withModes('Off', 'Enforce')},
    want: {Ready: 'True/Active', Progressing: 'False/NotEnforcing'},
  },
  'a long migration keeps Ready true': {
    input: {counts: counts({rolling: 1, pending: 30}), waiting: waits(30)},
    want: {Ready: 'True/Active', Progressing: 'True/Converting'},
  },
  'a suspended policy is ready, and says what it holds back': {
    input: {policy: withModes('Enforce', 'Off', {suspend: true}), counts: counts({pending: 3}), waiting: waits(3)},
    want: {Ready: 'True/Suspended', Progressing: 'False/Suspended'},
  },
  'a paused policy is suspended to whoever waits for it': {
    input: {policy: heldBack(withModes('Enforce'), {scope: 'Everything', note: 'an outage'}), waiting: waits(3)},
    want: {Ready: 'True/Suspended', Progressing: 'False/Suspended'},
  },
  'a blocked workload does not degrade': {
    input: {counts: counts({blocked: 9})},
    want: {Progressing: 'False/Complete', Degraded: 'False/AsExpected'},
  },
  'a failed workload degrades': {input: {counts: counts({failed: 1})}, want: {Degraded: 'True/RolloutFailed'}},
  'a policy that stopped by itself says so twice': {
    input: {counts: counts({failed: 3, pending: 2}), waiting: waits(2), health: {paused: {since: NOW}}},
    want: {Ready: 'True/Active', Progressing: 'False/Paused', Degraded: 'True/Paused'},
  },
  'a workload that cannot be put back is stuck': {
    input: {health: {stuck: 'Deployment/shop/web'}},
    want: {Degraded: 'True/RolloutStuck'},
  },
  'a spec that cannot be followed is invalid': {
    input: {health: {invalid: 'no such profile'}},
    want: {Ready: 'False/Invalid'},
  },
  'a missing permission is an unavailable engine': {
    input: {health: {unavailable: 'may not patch'}},
    want: {Ready: 'False/EngineUnavailable'},
  },
  'a policy that is being deleted reverts': {input: {health: {leaving: 2}}, want: {Progressing: 'True/Reverting'}},
};

describe('policyStatus', () => {
  for (const [title, {input, want}] of Object.entries(cases)) {
    it(title, () => {
      const object = status(input);
      for (const [type, expected] of Object.entries(want)) assert.equal(condition(object, type), expected);
      assert.equal(objectsAt(object, 'conditions').length, 3);
    });
  }

  it('counts done as native, converted and delegated, and selected as all but skipped', () => {
    const object = status({
      counts: counts({native: 3, converted: 30, delegated: 1, skipped: 2, pending: 5, failed: 1}),
    });
    assert.equal(valueAt(object, 'workloads', 'done'), 34);
    assert.equal(valueAt(object, 'workloads', 'selected'), 40);
  });

  it('says since when and by whom a policy is paused, and how it goes on', () => {
    const paused = heldBack(withModes('Enforce'), {scope: 'Policy', note: '2026-11-28T15:30:00Z by jane'});
    const [ready] = objectsAt(status({policy: paused}), 'conditions');
    assert.equal(
      ready?.['message'],
      'the policy is paused (2026-11-28T15:30:00Z by jane): outrigger resume lets it go on; what is converted is kept, nothing starts',
    );
  });

  it('says what most workloads wait for, with an example', () => {
    const message = objectsAt(status({counts: counts({pending: 2}), waiting: waits(2)}), 'conditions')[1]?.['message'];
    assert.equal(message, '0 rolling, 2 waiting (2 NotHealthy, e.g. Deployment/shop/web)');
  });

  it('says what working off the backlog would set off', () => {
    const jobs = {stuck: 5, backlog: 4, consequences: {...consequences, MayRunAgain: 2, MayRunMissed: 1}, holds};
    const message = objectsAt(status({jobs}), 'conditions')[0]?.['message'];
    assert.match(
      String(message),
      /4 stuck pods of Jobs in the backlog \(if finished: 2 may run again, 1 would let a missed run of a CronJob start\)/,
    );
  });

  it('says which stuck pods it leaves alone, and until when', () => {
    const jobs = {stuck: 3, backlog: 0, consequences, holds: {SidecarDecides: 1, NodeUnwell: 2}};
    const message = objectsAt(status({jobs}), 'conditions')[0]?.['message'];
    assert.match(
      String(message),
      /; 1 stuck pod left alone, since rules of the podFailurePolicy .*; 2 stuck pods left alone until the node is ready/,
    );
  });

  it('keeps at most twenty findings', () => {
    const findings = Array.from(
      {length: 25},
      () => ({code: 'HostPort', severity: 'block', count: 1, example: 'x'}) as const,
    );
    assert.equal(objectsAt(status({findings}), 'findings').length, 20);
  });

  it('keeps the time of a condition until its status changes', () => {
    const before = status();
    const same = status({policy: withModes('Enforce', 'Off', {status: before}), now: LATER});
    assert.equal(statusDiffers(before, same), false);
    const failed = status({
      policy: withModes('Enforce', 'Off', {status: before}),
      now: LATER,
      counts: counts({failed: 1}),
    });
    const times = objectsAt(failed, 'conditions').map(({type, lastTransitionTime}) => [type, lastTransitionTime]);
    assert.deepEqual(Object.fromEntries(times), {Ready: NOW, Progressing: NOW, Degraded: LATER});
  });

  it('remembers since when Jobs are finished, while that lasts', () => {
    const began = status({policy: withModes('Off', 'Enforce')});
    assert.equal(valueAt(began, 'jobs', 'enforcedSince'), NOW);
    const later = status({policy: withModes('Off', 'Enforce', {status: began}), now: LATER});
    assert.equal(valueAt(later, 'jobs', 'enforcedSince'), NOW);
    const audit = status({policy: withModes('Off', 'Audit', {status: later}), now: LATER});
    assert.equal(valueAt(audit, 'jobs', 'enforcedSince'), undefined);
  });
});
