import assert from 'node:assert/strict';
import {projectCronJob} from '../../../../src/domain/jobs/cron-job-view.ts';
import {governing, type PodOwners} from '../../../../src/domain/jobs/governing.ts';
import {projectJob} from '../../../../src/domain/jobs/job-view.ts';
import type {JobSettings, Policy} from '../../../../src/domain/policy.ts';
import {policy, rule} from '../../../support/builders.ts';
import {jobPodView} from './job-pod.ts';

const jobs = (mode: JobSettings['mode']): JobSettings => ({mode, waitSeconds: 10, backlog: 'Audit'});
const enforce = (fields: Partial<Policy> = {}): Policy => policy({jobs: jobs('Enforce'), ...fields});
const target = (fields: Partial<Policy['target']>): Policy['target'] => ({...policy().target, ...fields});
const clusterPolicy = (fields: Partial<Policy> = {}): Policy => {
  const {namespace: _, ...rest} = enforce({kind: 'ClusterSidecarPolicy', key: 'all', name: 'all', ...fields});
  return {...rest, target: target({namespaceSelector: {matchLabels: {team: 'shop'}}})};
};

const ofJob: PodOwners = {job: projectJob({metadata: {name: 'batch'}}), namespaceLabels: {team: 'shop'}};
const owned = {metadata: {ownerReferences: [{kind: 'CronJob', name: 'nightly', controller: true}]}};
const ofCronJob = (metadata: object = {}): PodOwners => ({
  ...ofJob,
  job: projectJob(owned),
  cronJob: projectCronJob({metadata: {name: 'nightly', ...metadata}}),
});
const skip = {'outrigger.dev/skip': 'true'};

function keys(policies: readonly Policy[], owners = ofJob, pod = jobPodView()): string {
  const {enforcing, auditing} = governing(pod, owners, policies);
  return [enforcing?.key ?? '-', ...auditing.map(one => one.key)].join(' ');
}

describe('governing', () => {
  it('lets the policy that enforces have the pod, and those in Audit count it each as if alone', () => {
    const audits = [policy({key: 'shop/a'}), policy({key: 'shop/b'})];
    assert.equal(keys([...audits, enforce()]), 'shop/shop shop/a shop/b');
    assert.equal(keys([policy({jobs: jobs('Off')})]), '-');
  });

  it('does not look at conversion.mode', () => {
    assert.equal(keys([enforce({conversion: {...policy().conversion, mode: 'Off'}})]), 'shop/shop');
  });

  it('prefers the namespace’s policy, then the older, then the name', () => {
    const younger = enforce({key: 'shop/a', createdAt: '2026-02-01T00:00:00Z'});
    assert.equal(keys([clusterPolicy({createdAt: '2020-01-01T00:00:00Z'}), enforce()]), 'shop/shop');
    assert.equal(keys([younger, enforce()]), 'shop/shop');
    assert.equal(keys([enforce({key: 'shop/z'}), enforce({key: 'shop/b'})]), 'shop/b');
    assert.equal(keys([clusterPolicy()]), 'all');
  });

  it('leaves the pods of a converted CronJob with the policy that converted it', () => {
    const owners = ofCronJob({annotations: {'outrigger.dev/policy': 'all'}});
    assert.equal(keys([enforce(), clusterPolicy()], owners), 'all');
    assert.equal(keys([enforce()], owners), 'shop/shop');
  });

  it('lets a suspended policy keep its claim, and a deleted one lose it', () => {
    const older = {createdAt: '2020-01-01T00:00:00Z', key: 'shop/old'};
    assert.equal(keys([enforce(), enforce({...older, suspend: true})]), 'shop/old');
    assert.equal(keys([enforce(), enforce({...older, deleting: true})]), 'shop/shop');
  });

  it('goes by the kind of the owner: CronJob where one controls the Job', () => {
    const cronJobs = enforce({target: target({kinds: ['CronJob']})});
    const onlyJobs = enforce({target: target({kinds: ['Job']})});
    assert.equal(keys([cronJobs], ofCronJob()), 'shop/shop');
    assert.equal(keys([onlyJobs], ofCronJob()), '-');
    assert.equal(keys([cronJobs]), '-');
    assert.equal(keys([onlyJobs]), 'shop/shop');
    assert.equal(keys([enforce({target: target({kinds: ['Deployment']})})]), '-');
  });

  it('goes by the labels that the pod has from its template', () => {
    const selecting = (matchLabels: object): Policy => enforce({target: target({selector: {matchLabels}})});
    assert.equal(keys([selecting({tier: 'backend'})]), 'shop/shop');
    assert.equal(keys([selecting({tier: 'front'})]), '-');
    assert.equal(keys([selecting({'job-name': 'batch'})]), '-');
  });

  it('needs a rule that matches a container', () => {
    assert.equal(keys([enforce({sidecars: [rule({names: ['mesh']})]})]), '-');
  });

  it('keeps to the policy’s namespace or namespaceSelector', () => {
    const elsewhere = {...jobPodView(), namespace: 'other'};
    assert.equal(keys([enforce()], ofJob, elsewhere), '-');
    assert.equal(keys([clusterPolicy()], {...ofJob, namespaceLabels: {team: 'bank'}}), '-');
  });

  it('leaves alone what carries the skip label: namespace, CronJob, Job or template', () => {
    assert.equal(keys([enforce()], {...ofJob, namespaceLabels: skip}), '-');
    assert.equal(keys([enforce()], ofCronJob({labels: skip})), '-');
    assert.equal(keys([enforce()], {...ofJob, job: projectJob({metadata: {labels: skip}})}), '-');
    assert.equal(keys([enforce()], ofJob, {...jobPodView(), labels: skip}), '-');
  });
});
