import assert from 'node:assert/strict';
import {isConvertedPod, rolloutPodOf} from '../../../../src/domain/pace/rollout-pod.ts';
import {rolloutOf, type RolloutView} from '../../../../src/domain/pace/rollout.ts';
import type {WorkloadKind} from '../../../../src/domain/workload.ts';

interface Case {
  readonly kind: WorkloadKind;
  readonly spec?: object;
  readonly status?: object;
  readonly generation?: number;
  readonly want: Partial<RolloutView>;
}

const done = {observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3};
const settled = {conditions: [{type: 'Progressing', reason: 'NewReplicaSetAvailable', status: 'True'}]};

const cases: Record<string, Case> = {
  'a Deployment with all pods new and available is complete': {
    kind: 'Deployment',
    spec: {replicas: 3},
    status: done,
    want: {complete: true, healthy: true},
  },
  'a Deployment whose controller has not seen the newest template is not complete': {
    kind: 'Deployment',
    spec: {replicas: 3},
    status: {...done, observedGeneration: 1},
    want: {updated: false, complete: false, healthy: false},
  },
  'a Deployment with an old pod left is not complete': {
    kind: 'Deployment',
    spec: {replicas: 3},
    status: {...done, replicas: 4},
    want: {complete: false},
  },
  'a Deployment whose rollout was complete stays so when a pod becomes unready later': {
    kind: 'Deployment',
    spec: {replicas: 3},
    status: {...done, ...settled, availableReplicas: 2},
    want: {complete: true, healthy: false},
  },
  'a Deployment without replicas is complete': {
    kind: 'Deployment',
    spec: {replicas: 0},
    status: {observedGeneration: 2},
    want: {complete: true, healthy: true},
  },
  'a paused Deployment says so': {kind: 'Deployment', spec: {paused: true}, want: {paused: true}},
  'a StatefulSet is complete when its revisions are the same': {
    kind: 'StatefulSet',
    spec: {replicas: 1},
    status: {observedGeneration: 2, currentRevision: 'a', updateRevision: 'a', readyReplicas: 1},
    want: {complete: true, healthy: true, strategy: 'Rolling'},
  },
  'a StatefulSet between two revisions is not complete': {
    kind: 'StatefulSet',
    status: {observedGeneration: 2, currentRevision: 'a', updateRevision: 'b', readyReplicas: 1},
    want: {complete: false},
  },
  'a StatefulSet with a partition says so': {
    kind: 'StatefulSet',
    spec: {updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}}},
    want: {strategy: 'Partition'},
  },
  'a StatefulSet with OnDelete whose pods have been deleted since is healthy, although its revisions stay apart': {
    kind: 'StatefulSet',
    spec: {replicas: 2, updateStrategy: {type: 'OnDelete'}},
    status: {observedGeneration: 2, currentRevision: 'a', updateRevision: 'b', updatedReplicas: 2, readyReplicas: 2},
    want: {strategy: 'OnDelete', updated: true, complete: true, healthy: true},
  },
  'a StatefulSet with OnDelete that has a pod of an older template waits for somebody': {
    kind: 'StatefulSet',
    spec: {replicas: 2, updateStrategy: {type: 'OnDelete'}},
    status: {observedGeneration: 2, currentRevision: 'a', updateRevision: 'b', updatedReplicas: 1, readyReplicas: 2},
    want: {strategy: 'OnDelete', updated: false, complete: false, healthy: false},
  },
  'a DaemonSet with OnDelete says so': {
    kind: 'DaemonSet',
    spec: {updateStrategy: {type: 'OnDelete'}},
    want: {strategy: 'OnDelete'},
  },
  'a DaemonSet is updated but not complete while a new pod is unavailable': {
    kind: 'DaemonSet',
    status: {observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1},
    want: {updated: true, complete: false, healthy: false},
  },
  'a suspended CronJob is paused, and always healthy': {
    kind: 'CronJob',
    spec: {suspend: true},
    want: {strategy: 'NextRun', paused: true, healthy: true},
  },
  'a Job never gets a new template': {kind: 'Job', want: {strategy: 'Never'}},
};

describe('rolloutOf', () => {
  for (const [title, {kind, spec = {}, status = {}, generation = 2, want}] of Object.entries(cases)) {
    it(title, () => {
      const view = rolloutOf(kind, {metadata: {generation}, spec, status});
      assert.deepEqual({...view, ...want}, view);
    });
  }

  it('reads nonsense without throwing', () => {
    for (const nonsense of [null, 3, 'x', [], {spec: 4, status: [], metadata: null}]) {
      assert.equal(typeof rolloutOf('Deployment', nonsense).complete, 'boolean');
    }
  });
});

describe('rolloutPodOf', () => {
  const pod = {
    metadata: {creationTimestamp: '2026-11-01T10:00:00Z'},
    spec: {initContainers: [{name: 'setup'}, {name: 'log', restartPolicy: 'Always'}], containers: [{name: 'app'}]},
    status: {
      conditions: [{type: 'Initialized', status: 'True'}],
      containerStatuses: [{name: 'app', state: {waiting: {reason: 'CrashLoopBackOff'}}}],
    },
  };

  it('keeps the native sidecars, whether they have started, and what crash-loops', () => {
    const want = {
      natives: ['log'],
      initialized: true,
      crashLoop: 'app',
      waitsFor: 'log',
      createdAt: '2026-11-01T10:00:00Z',
    };
    assert.deepEqual(rolloutPodOf(pod), want);
  });

  it('waits for no sidecar that has started', () => {
    const status = {...pod.status, initContainerStatuses: [{name: 'log', started: true}]};
    assert.equal(rolloutPodOf({...pod, status}).waitsFor, undefined);
  });

  it('is a converted pod only when every recorded name is native in it', () => {
    assert.equal(isConvertedPod(rolloutPodOf(pod), ['log']), true);
    assert.equal(isConvertedPod(rolloutPodOf(pod), ['log', 'proxy']), false);
    assert.equal(isConvertedPod(rolloutPodOf(pod), []), false);
  });
});
