import assert from 'node:assert/strict';
import {projectCronJob} from '../../../../src/domain/jobs/cron-job-view.ts';
import type {PodOwners} from '../../../../src/domain/jobs/governing.ts';
import {projectJob} from '../../../../src/domain/jobs/job-view.ts';
import {hangsNow} from '../../../../src/domain/jobs/stuck-now.ts';
import type {JobSettings, Policy} from '../../../../src/domain/policy.ts';
import {policy} from '../../../support/builders.ts';
import {ENDED_AT, ended, jobPodView, running, type JobPodFields} from './job-pod.ts';

const END = Date.parse(ENDED_AT);
const jobs = (mode: JobSettings['mode']): JobSettings => ({mode, waitSeconds: 10, backlog: 'Audit'});
const audit = policy({jobs: jobs('Audit')});
const enforce = policy({key: 'shop/finish', name: 'finish', jobs: jobs('Enforce')});

const owned = {metadata: {namespace: 'shop', ownerReferences: [{kind: 'CronJob', name: 'nightly', controller: true}]}};
const OWNERS: PodOwners = {
  job: projectJob(owned),
  cronJob: projectCronJob({metadata: {name: 'nightly'}, spec: {concurrencyPolicy: 'Forbid'}}),
  namespaceLabels: {},
};

function look(fields: JobPodFields = {}, policies: readonly Policy[] = [audit], seconds = 3600) {
  const moment = {now: END + seconds * 1000, nodeIsWell: true};
  return hangsNow(jobPodView(fields), OWNERS, policies, moment);
}

describe('one look at a pod of a Job', () => {
  it('sees that it hangs, since when, on what, and what finishing it would set off', () => {
    const found = look();
    assert.deepEqual(
      [found?.endedAt, found?.sidecars, found?.workload, found?.policy.key, found?.consequence],
      [END, ['log'], 'CronJob/shop/nightly', 'shop/shop', 'MayRunMissed'],
    );
  });

  it('sees that a main which failed would run again', () => {
    assert.equal(look({containers: {app: ended(1), log: running}})?.consequence, 'MayRunAgain');
  });

  it('names the policy that may finish it before those that only report', () => {
    assert.equal(look({}, [audit, enforce])?.policy.key, 'shop/finish');
  });

  it('does not count one that a policy is about to wait for', () => assert.equal(look({}, [audit], 5), undefined));

  it('does not count one whose main runs', () => {
    assert.equal(look({containers: {app: running, log: running}}), undefined);
  });

  it('does not count one that no policy takes in', () => {
    assert.equal(look({}, [policy({jobs: jobs('Off')})]), undefined);
  });

  it('says that it is left alone while its node is not well', () => {
    const found = hangsNow(jobPodView(), OWNERS, [enforce], {now: END + 3_600_000, nodeIsWell: false});
    assert.equal(found?.hold, 'NodeUnwell');
  });
});
