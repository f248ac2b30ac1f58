import assert from 'node:assert/strict';
import {podSpec, SIDECAR} from '../../../bench/load/deployment.ts';
import {podStatus, type PodState} from '../../../bench/load/pod-status.ts';
import {assessPod} from '../../../src/domain/jobs/assess.ts';
import {projectJobPod} from '../../../src/domain/jobs/pod-view.ts';
import {rule} from '../../support/builders.ts';

const OWNER = {apiVersion: 'batch/v1', kind: 'Job', name: 'job', uid: 'j', controller: true};

function assessment(state: PodState): string {
  const pod = {
    metadata: {name: 'a', namespace: 'shop', uid: 'u', ownerReferences: [OWNER]},
    spec: {...podSpec('a'), restartPolicy: 'Never'},
    status: podStatus(state, ['app', SIDECAR]),
  };
  const view = projectJobPod(pod);
  return view === undefined
    ? 'of no interest'
    : assessPod(view, [rule({names: [SIDECAR]})], {waitSeconds: 10}, Date.now()).type;
}

describe("the bench's pods of Jobs", () => {
  it('are what they are meant to be', () => {
    assert.equal(assessment('Stuck'), 'Stuck');
    assert.equal(assessment('Running'), 'NotStuck');
    assert.notEqual(assessment('Finished'), 'Stuck');
  });
});
