import assert from 'node:assert/strict';
import {projectJobPod} from '../../../../src/domain/jobs/pod-view.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {container, native} from '../../../support/builders.ts';
import {crashLoop, creating, ended, ENDED_AT, jobPod, jobPodView, running} from './job-pod.ts';

const owner = (fields: object): object => ({metadata: {ownerReferences: [fields]}});

describe('projectJobPod', () => {
  it('keeps what the decision needs, and of the labels only those of the template', () => {
    const view = jobPodView({containers: {app: ended(3), log: running}});
    assert.deepEqual(view, {
      namespace: 'shop',
      name: 'batch-1',
      uid: 'pod-uid',
      resourceVersion: '7',
      labels: {tier: 'backend'},
      job: {name: 'batch', uid: 'job-uid'},
      deleting: false,
      restartPolicy: 'Never',
      nodeName: 'node-1',
      requests: {cpuCores: 0, memoryBytes: 0},
      phase: 'Running',
      containers: [
        {
          name: 'app',
          image: 'registry.example/app:1',
          state: {type: 'Terminated', exitCode: 3, finishedAt: Date.parse(ENDED_AT)},
        },
        {name: 'log', image: 'registry.example/log:1', state: {type: 'Running'}},
      ],
      complete: true,
      debugged: false,
    });
  });

  it('is of no interest when no Job of batch controls the pod', () => {
    const job = {apiVersion: 'batch/v1', kind: 'Job', name: 'batch', uid: 'u', controller: true};
    assert.notEqual(projectJobPod(owner(job)), undefined);
    for (const other of [
      {...job, controller: false},
      {...job, kind: 'ReplicaSet'},
      {...job, apiVersion: 'example.com/v1'},
      {...job, apiVersion: undefined},
    ]) {
      assert.equal(projectJobPod(owner(other)), undefined);
    }
  });

  it('reads that the pod is being deleted, was given a phase, and is debugged', () => {
    const metadata = {
      ...(jobPod()['metadata'] as object),
      deletionTimestamp: ENDED_AT,
      annotations: {'outrigger.dev/finalized': 'x', other: 'y'},
    };
    const view = jobPodView({metadata, status: {ephemeralContainerStatuses: [{name: 'debugger', ...running}]}});
    assert.equal(view.deleting, true);
    assert.equal(view.finalized, 'x');
    assert.equal(view.debugged, true);
  });

  it('reads the restart policy of single containers', () => {
    const [app, log] = jobPodView({container: {app: {restartPolicy: 'OnFailure'}}}).containers;
    assert.deepEqual([app?.restartPolicy, log?.restartPolicy], ['OnFailure', undefined]);
  });

  it('reads restart rules of containers and of native sidecars, which can run all again (KEP-5532)', () => {
    const rules = {restartPolicyRules: [{action: 'RestartAllContainers'}]};
    assert.equal(jobPodView({container: {app: rules}}).restartRules, true);
    assert.equal(jobPodView({spec: {initContainers: [native('proxy', rules)]}}).restartRules, true);
    assert.equal(jobPodView().restartRules, undefined);
  });

  it('takes a pod for reported only when its init containers are over and its native sidecars were started', () => {
    const spec = {initContainers: [container('setup'), native('proxy')]};
    const complete = (setup?: JsonObject, proxy?: JsonObject): boolean => {
      const entries = Object.entries({setup, proxy}).flatMap(([name, status]) => (status ? [{name, ...status}] : []));
      return jobPodView({spec, status: {initContainerStatuses: entries}}).complete;
    };
    assert.equal(complete(ended(), running), true);
    assert.equal(complete(ended(), crashLoop), true);
    assert.equal(complete(ended(), ended(143)), true);
    assert.equal(complete(ended(), creating), false);
    assert.equal(complete(ended()), false);
    assert.equal(complete(running, running), false);
    assert.equal(complete(ended(1), running), false);
    assert.equal(complete(undefined, running), false);
    const twice = [ended(), running, running].map((status, index) => ({
      name: index === 0 ? 'setup' : 'proxy',
      ...status,
    }));
    assert.equal(jobPodView({spec, status: {initContainerStatuses: twice}}).complete, false);
  });

  it('reckons the deadline of the pod from when the kubelet took it on', () => {
    const status = {startTime: '2026-11-01T10:00:00Z'};
    assert.equal(jobPodView({spec: {activeDeadlineSeconds: 60}, status}).deadline, Date.parse('2026-11-01T10:01:00Z'));
    assert.equal(jobPodView({spec: {activeDeadlineSeconds: 60}}).deadline, 0);
    assert.equal(jobPodView({status}).deadline, undefined);
  });

  it('tells a container that waits for its restart from one that has never run', () => {
    const fresh = {state: {waiting: {reason: 'ContainerCreating'}}};
    const [a, b] = jobPodView({containers: {a: crashLoop, b: fresh}}).containers;
    assert.deepEqual(a?.state, {type: 'Waiting', reason: 'CrashLoopBackOff', restarting: true});
    assert.deepEqual(b?.state, {type: 'Waiting', reason: 'ContainerCreating', restarting: false});
  });

  it('takes a state that says nothing, or no exit code, as absent, and an unknown end as unknown', () => {
    const containers = {
      a: {state: {}},
      b: {state: {terminated: {finishedAt: ENDED_AT}}},
      c: ended(137, null),
      d: ended(0, '0001-01-01T00:00:00Z'),
    };
    const states = jobPodView({containers}).containers.map(one => one.state);
    assert.deepEqual(states, [
      {type: 'Absent'},
      {type: 'Absent'},
      {type: 'Terminated', exitCode: 137},
      {type: 'Terminated', exitCode: 0},
    ]);
  });

  it('takes a state that says two things as not over', () => {
    const both = {state: {running: {}, terminated: {exitCode: 0, finishedAt: ENDED_AT}}};
    assert.deepEqual(jobPodView({containers: {app: both}}).containers[0]?.state, {type: 'Running'});
  });

  it('reads nonsense without throwing', () => {
    const reference = {apiVersion: 'batch/v1', kind: 'Job', controller: true};
    for (const nonsense of [null, 3, 'x', [], {}, {metadata: 4}, {metadata: {ownerReferences: [null, 3]}}]) {
      assert.equal(projectJobPod(nonsense), undefined);
    }
    const view = projectJobPod({metadata: {ownerReferences: [reference]}, spec: {containers: [{}, null]}, status: 7});
    assert.equal(view?.containers.length, 1);
    assert.equal(view.complete, false);
  });
});
