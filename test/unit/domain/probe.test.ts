import assert from 'node:assert/strict';
import {handlerOf, storedProbe} from '../../../src/domain/probe.ts';

const DEFAULTS = {timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3};

describe('storedProbe', () => {
  it('fills in what the API server fills in', () => {
    assert.deepEqual(storedProbe({tcpSocket: {port: 1}}), {tcpSocket: {port: 1}, ...DEFAULTS});
    assert.deepEqual(storedProbe({httpGet: {port: 1}}), {httpGet: {port: 1, path: '/', scheme: 'HTTP'}, ...DEFAULTS});
    assert.deepEqual(storedProbe({grpc: {port: 1}}), {grpc: {port: 1, service: ''}, ...DEFAULTS});
  });

  it('keeps what is given', () => {
    const probe = {
      httpGet: {port: 'http', path: '/ready', scheme: 'HTTPS', httpHeaders: []},
      timeoutSeconds: 2,
      periodSeconds: 3,
      successThreshold: 1,
      failureThreshold: 5,
      initialDelaySeconds: 6,
      terminationGracePeriodSeconds: 7,
    };
    assert.deepEqual(storedProbe(probe), probe);
  });

  it('takes a zero for absent, as Go does', () => {
    assert.equal(storedProbe({exec: {}, timeoutSeconds: 0})['timeoutSeconds'], 1);
    assert.equal(JSON.stringify(storedProbe({exec: {}, initialDelaySeconds: 0})).includes('initialDelay'), false);
  });
});

describe('handlerOf', () => {
  it('is the part of a probe that does something', () => {
    assert.deepEqual(handlerOf({exec: {command: ['a']}, periodSeconds: 5}), {exec: {command: ['a']}});
  });

  it('is undefined for everything else', () => {
    for (const one of [undefined, null, 'x', [], {}, {exec: 'a'}, {httpGet: null}])
      assert.equal(handlerOf(one), undefined);
  });
});
