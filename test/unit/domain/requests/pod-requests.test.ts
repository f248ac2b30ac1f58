import assert from 'node:assert/strict';
import {podRequests} from '../../../../src/domain/requests/pod-requests.ts';

const asks = (cpu: string, memory = '0', more: object = {}): object => ({
  resources: {requests: {cpu, memory}},
  ...more,
});
const native = {restartPolicy: 'Always'};

describe('podRequests', () => {
  it('adds up what the containers ask for', () => {
    const spec = {containers: [asks('1500m', '1Gi'), asks('100m', '128Mi')]};
    assert.deepEqual(podRequests(spec), {cpuCores: 1.6, memoryBytes: 1024 ** 3 + 128 * 1024 ** 2});
  });

  it('adds native sidecars, and takes an init container that asks for more than all of them (E30)', () => {
    const containers = [asks('1')];
    assert.equal(podRequests({initContainers: [asks('1', '0', native)], containers}).cpuCores, 2);
    assert.equal(podRequests({initContainers: [asks('3'), asks('1', '0', native)], containers}).cpuCores, 3);
    assert.equal(podRequests({initContainers: [asks('1', '0', native), asks('3')], containers}).cpuCores, 4);
  });

  it('takes the requests of the whole pod where they are given, and adds the overhead (E31)', () => {
    const spec = {
      resources: {requests: {cpu: '2'}},
      overhead: {cpu: '250m', memory: '64'},
      containers: [asks('5', '8')],
    };
    assert.deepEqual(podRequests(spec), {cpuCores: 2.25, memoryBytes: 72});
  });

  it('counts what cannot be read as nothing', () => {
    for (const spec of [null, 'x', {}, {containers: 3}, {containers: [null, {resources: {requests: {cpu: 'much'}}}]}]) {
      assert.deepEqual(podRequests(spec), {cpuCores: 0, memoryBytes: 0});
    }
  });
});
