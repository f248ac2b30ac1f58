import assert from 'node:assert/strict';
import {printAmount} from '../../../../src/domain/requests/print-amount.ts';
import {requestChanges, rises} from '../../../../src/domain/requests/request-changes.ts';

const asks = (requests: object, more: object = {}): object => ({resources: {requests}, ...more});

describe('requestChanges', () => {
  const log = asks({cpu: '200m', memory: '64Mi'});
  const app = asks({cpu: '500m', memory: '256Mi'});
  const setup = asks({cpu: '1', memory: '64Mi', 'example.com/gpu': '1'});
  const before = {initContainers: [setup], containers: [app, log]};

  it('says both amounts of every resource: equal where the sidecar comes after the init containers (E30)', () => {
    const after = {initContainers: [setup, {...log, restartPolicy: 'Always'}], containers: [app]};
    assert.deepEqual(requestChanges(before, after), [
      {resource: 'cpu', before: 1, after: 1},
      {resource: 'example.com/gpu', before: 1, after: 1},
      {resource: 'memory', before: 320 * 2 ** 20, after: 320 * 2 ** 20},
    ]);
  });

  it('sees what a sidecar before a large init container adds (E30)', () => {
    const after = {initContainers: [{...log, restartPolicy: 'Always'}, setup], containers: [app]};
    assert.deepEqual(requestChanges(before, after).filter(rises), [{resource: 'cpu', before: 1, after: 1.2}]);
  });

  it('takes a limit for a request that is missing, as the API server does in the pod', () => {
    const spec = {containers: [{resources: {limits: {cpu: '2', memory: '1Gi'}, requests: {cpu: '1'}}}]};
    assert.deepEqual(requestChanges({}, spec), [
      {resource: 'cpu', before: 0, after: 1},
      {resource: 'memory', before: 0, after: 2 ** 30},
    ]);
  });

  it('is not misled by the order of a sum', () => {
    assert.equal(rises({resource: 'cpu', before: 0.1 + 0.2 + 0.3, after: 0.3 + 0.2 + 0.1}), false);
    assert.equal(rises({resource: 'cpu', before: 0.3 + 0.2 + 0.1, after: 0.1 + 0.2 + 0.3}), false);
  });

  it('has an answer to any JSON', () => {
    assert.deepEqual(requestChanges(null, {containers: [null, 3, {resources: [1]}], resources: 'much'}), []);
  });
});

describe('printAmount', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['cpu', 0, '0'],
    ['cpu', 0.25, '250m'],
    ['cpu', 1.5, '1.5'],
    ['memory', 384 * 2 ** 20, '384Mi'],
    ['memory', 1.5 * 2 ** 30, '1.5Gi'],
    ['memory', 100, '100'],
    ['example.com/gpu', 2, '2'],
  ];
  for (const [resource, amount, text] of cases) {
    it(`writes ${amount} of ${resource} as ${text}`, () => assert.equal(printAmount(resource, amount), text));
  }
});
