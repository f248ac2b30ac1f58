import assert from 'node:assert/strict';
import {
  cronJobMattersToPods,
  jobMattersToPods,
  podsInReach,
  podsOnNode,
  policyMattersToJobs,
} from '../../../../src/controllers/job/mapping.ts';
import {projectCronJob} from '../../../../src/domain/jobs/cron-job-view.ts';
import {projectJob} from '../../../../src/domain/jobs/job-view.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {policy, rule} from '../../../support/builders.ts';
import {jobPodView} from '../../domain/jobs/job-pod.ts';
import {enforcing} from './job-fixture.ts';

const skip = {labels: {'outrigger.dev/skip': 'true'}};

describe('changes that make pods of Jobs worth another look', () => {
  const matters = (fields: Partial<Policy>): boolean => policyMattersToJobs(enforcing(), {...enforcing(), ...fields});

  it('are those of a policy that bear on the decision', () => {
    assert.equal(matters({}), false);
    assert.equal(matters({generation: 9, acknowledge: ['HostPort']}), false);
    assert.equal(matters({conversion: {...policy().conversion, mode: 'Off'}}), false);
    assert.equal(matters({jobs: {...enforcing().jobs, waitSeconds: 3}}), true);
    assert.equal(matters({sidecars: [rule({names: ['mesh']})]}), true);
    assert.equal(matters({suspend: true}), true);
    assert.equal(matters({deleting: true}), true);
    assert.equal(matters({uid: 'made again'}), true);
  });

  it('are a policy that comes or goes', () => {
    assert.equal(policyMattersToJobs(undefined, enforcing()), true);
    assert.equal(policyMattersToJobs(enforcing(), undefined), true);
  });

  it('are of a policy’s status only that Enforce has begun', () => {
    assert.equal(matters({status: {jobs: {enforcedSince: '2026-11-01T09:00:00Z', stuck: 4}}}), false);
    assert.equal(matters({status: {}}), true);
  });

  it('are those of Jobs and CronJobs that say whose a pod is', () => {
    const job = projectJob({metadata: {uid: 'u'}});
    assert.equal(jobMattersToPods(job, projectJob({metadata: {uid: 'u'}, status: {active: 1}})), false);
    assert.equal(jobMattersToPods(job, projectJob({metadata: {uid: 'u', ...skip}})), true);
    assert.equal(jobMattersToPods(undefined, job), true);
    assert.equal(cronJobMattersToPods(projectCronJob({}), projectCronJob({spec: {suspend: true}})), false);
    assert.equal(cronJobMattersToPods(projectCronJob({}), projectCronJob({metadata: skip})), true);
    const claim = {annotations: {'outrigger.dev/policy': 'shop/shop'}};
    assert.equal(cronJobMattersToPods(projectCronJob({}), projectCronJob({metadata: claim})), true);
  });
});

describe('podsInReach', () => {
  it('are the unfinished pods of the policy’s namespace, or all for a cluster policy', () => {
    const pods = [
      jobPodView(),
      {...jobPodView(), name: 'b', phase: 'Succeeded'},
      {...jobPodView(), namespace: 'bank', phase: 'Pending'},
    ];
    assert.deepEqual(podsInReach(policy(), pods), ['shop/batch-1']);
    const {namespace: _, ...cluster} = policy({kind: 'ClusterSidecarPolicy'});
    assert.deepEqual(podsInReach(cluster, pods), ['shop/batch-1', 'bank/batch-1']);
  });

  it('are those of a node that is well again, for the pods that run on it', () => {
    const pods = [jobPodView(), jobPodView({phase: 'Succeeded'}), jobPodView({spec: {nodeName: 'other'}})];
    assert.deepEqual(podsOnNode('node-1', pods), ['shop/batch-1']);
  });
});
