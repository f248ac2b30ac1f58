import assert from 'node:assert/strict';
import {rolloutPodOf} from '../../../../src/domain/pace/rollout-pod.ts';
import {container, native, pod} from '../../../support/builders.ts';
import {startingPod} from '../../../support/starting-pod.ts';

describe('what is kept of a pod that was converted when it was created', () => {
  it('is what its record says was moved, and what it hangs on', () => {
    const {moved, hang, stripped} = rolloutPodOf(startingPod());
    assert.deepEqual([moved, hang?.on, stripped], [['log'], 'log', undefined]);
  });

  it('is nothing of it where it has no record', () => {
    const {moved, hang, stripped} = rolloutPodOf(startingPod({moved: []}));
    assert.deepEqual([moved, hang, stripped], [undefined, undefined, undefined]);
    assert.equal(rolloutPodOf(pod()).moved, undefined);
  });

  it('is what was taken from it since: restartPolicy, or its place', () => {
    assert.equal(rolloutPodOf(startingPod({inits: [container('log')]})).stripped, 'log');
    assert.equal(
      rolloutPodOf(startingPod({inits: [], containers: [container('app'), container('log')]})).stripped,
      'log',
    );
  });

  it('is not that a sidecar was taken away as a whole', () => {
    assert.equal(rolloutPodOf(startingPod({inits: [native('proxy')], moved: ['log', 'proxy']})).stripped, undefined);
  });

  it('is that it is over', () => {
    const over = {...startingPod(), status: {phase: 'Succeeded'}};
    assert.deepEqual([rolloutPodOf(over).over, rolloutPodOf(startingPod()).over], [true, undefined]);
  });

  it('is shared by the pods of a workload', () => {
    const [first, second] = [rolloutPodOf(startingPod()), rolloutPodOf(startingPod())];
    assert.equal(first.natives, second.natives);
    assert.equal(first.moved, second.moved);
  });
});
