import assert from 'node:assert/strict';
import type {RolloutPod} from '../../../../src/domain/pace/rollout-pod.ts';
import {sightingOf} from '../../../../src/domain/pace/sighting.ts';
import {injectedBy} from '../../../support/injected.ts';

const pod = (...natives: readonly string[]): RolloutPod => ({natives, initialized: true, createdAt: ''});
const ISTIO = injectedBy('istio', 'Switched');

describe('what pods show of an injector', () => {
  it('is nothing without pods', () => assert.equal(sightingOf([], [ISTIO]), 'Nothing'));

  it('is a native sidecar as soon as one pod has it', () => {
    assert.equal(sightingOf([pod('log'), pod('log', 'istio-proxy')], [ISTIO]), 'Native');
  });

  it('is a classic one where no pod has it', () => assert.equal(sightingOf([pod('log'), pod()], [ISTIO]), 'Classic'));

  it('takes every product that can be native, in one pod', () => {
    const both = [ISTIO, injectedBy('consul', 'Switched')];
    assert.equal(sightingOf([pod('istio-proxy'), pod('consul-dataplane-web')], both), 'Classic');
    assert.equal(sightingOf([pod('istio-proxy', 'consul-dataplane-web')], both), 'Native');
  });

  it('does not wait for what cannot become native, or must not', () => {
    const rest = [injectedBy('vault-agent', 'NoSwitch'), injectedBy('dapr', 'SwitchedOff')];
    assert.equal(sightingOf([pod('istio-proxy')], [ISTIO, ...rest]), 'Native');
    assert.equal(sightingOf([pod('istio-proxy')], rest), 'Nothing');
  });
});
