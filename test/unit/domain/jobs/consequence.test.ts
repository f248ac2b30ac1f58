import assert from 'node:assert/strict';
import {consequenceOf, type Consequence} from '../../../../src/domain/jobs/consequence.ts';
import {projectCronJob} from '../../../../src/domain/jobs/cron-job-view.ts';
import {projectJob} from '../../../../src/domain/jobs/job-view.ts';

interface Case {
  readonly phase: 'Succeeded' | 'Failed';
  readonly job?: {readonly spec?: object; readonly status?: object};
  readonly cronJob?: object;
  readonly want: Consequence;
}

const forbid = {concurrencyPolicy: 'Forbid'};
const one = {spec: {completions: 1, backoffLimit: 0}, status: {active: 1}};

const cases: Record<string, Case> = {
  'a single pod that succeeded ends its Job': {phase: 'Succeeded', job: one, want: 'None'},
  'the last retry that failed ends its Job': {
    phase: 'Failed',
    job: {spec: {backoffLimit: 2}, status: {failed: 2}},
    want: 'None',
  },
  'a pod that failed with a retry left runs again': {
    phase: 'Failed',
    job: {spec: {backoffLimit: 2}, status: {failed: 1}},
    want: 'MayRunAgain',
  },
  'a Job without backoffLimit has six retries': {phase: 'Failed', job: {status: {failed: 5}}, want: 'MayRunAgain'},
  'retries by index cannot be told': {phase: 'Failed', job: {spec: {backoffLimitPerIndex: 0}}, want: 'MayRunAgain'},
  'a podFailurePolicy may not count the failure': {
    phase: 'Failed',
    job: {spec: {backoffLimit: 0, podFailurePolicy: {rules: [{action: 'Ignore'}]}}},
    want: 'MayRunAgain',
  },
  'the next completion starts after one that succeeded': {
    phase: 'Succeeded',
    job: {spec: {completions: 5}, status: {succeeded: 2, active: 1}},
    want: 'RunsNextCompletion',
  },
  'parallel pods that all run already leave no completion to start': {
    phase: 'Succeeded',
    job: {spec: {completions: 3}, status: {active: 3}},
    want: 'None',
  },
  'a work queue starts nothing after a success': {phase: 'Succeeded', job: {status: {active: 2}}, want: 'None'},
  'a CronJob that forbids overlap runs what it has missed': {
    phase: 'Succeeded',
    job: one,
    cronJob: forbid,
    want: 'MayRunMissed',
  },
  'the same after a final failure': {phase: 'Failed', job: one, cronJob: forbid, want: 'MayRunMissed'},
  'a retry keeps the CronJob waiting': {phase: 'Failed', job: {}, cronJob: forbid, want: 'MayRunAgain'},
  'a CronJob that allows overlap has missed nothing': {
    phase: 'Succeeded',
    job: one,
    cronJob: {concurrencyPolicy: 'Allow'},
    want: 'None',
  },
  'a suspended CronJob starts nothing': {
    phase: 'Succeeded',
    job: one,
    cronJob: {...forbid, suspend: true},
    want: 'None',
  },
  'a suspended Job starts nothing': {phase: 'Failed', job: {spec: {suspend: true}}, want: 'None'},
  'a Job that is over starts nothing': {
    phase: 'Failed',
    job: {status: {conditions: [{type: 'Complete', status: 'True'}]}},
    want: 'None',
  },
};

describe('consequenceOf', () => {
  for (const [title, {phase, job = {}, cronJob, want}] of Object.entries(cases)) {
    it(title, () => {
      const view = cronJob === undefined ? undefined : projectCronJob({spec: cronJob});
      assert.equal(consequenceOf(phase, projectJob(job), view), want);
    });
  }
});

describe('projectJob and projectCronJob', () => {
  const controlledBy = (kind: string, controller = true): object => ({
    metadata: {ownerReferences: [{kind, name: 'nightly', uid: 'u', controller}]},
  });

  it('reads the CronJob that controls a Job, and no other owner', () => {
    assert.equal(projectJob(controlledBy('CronJob')).cronJob, 'nightly');
    assert.equal(projectJob(controlledBy('CronJob', false)).cronJob, undefined);
    assert.equal(projectJob(controlledBy('JobSet')).cronJob, undefined);
  });

  it('reads the skip label and the mark of the policy that converted it', () => {
    const metadata = {labels: {'outrigger.dev/skip': 'true'}, annotations: {'outrigger.dev/policy': 'shop/shop'}};
    assert.equal(projectJob({metadata}).skip, true);
    assert.deepEqual([projectCronJob({metadata}).skip, projectCronJob({metadata}).claim], [true, 'shop/shop']);
  });

  it('reads nonsense without throwing', () => {
    for (const nonsense of [null, 3, 'x', [], {spec: 4, status: [], metadata: null}]) {
      assert.equal(projectJob(nonsense).finished, false);
      assert.equal(projectCronJob(nonsense).forbids, false);
    }
  });
});
