import assert from 'node:assert/strict';
import {profileById} from '../../../src/domain/catalog/catalog.ts';
import {gateFor, type Gate} from '../../../src/domain/gate.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {container, rule} from '../../support/builders.ts';

const OWN = {exec: {command: ['true']}};
const READY = {httpGet: {path: '/ready', port: 8080}, timeoutSeconds: 3, periodSeconds: 10, failureThreshold: 5};
const LIVE = {tcpSocket: {port: 8080}, initialDelaySeconds: 30};
const PROXY = {args: ['--health-check', '--http-address=0.0.0.0']};

function gate(startup: Partial<SidecarRule['startup']>, fields: JsonObject = {}, profile?: string): Gate {
  const known = profile === undefined ? undefined : profileById(profile);
  const candidate = {
    container: container('x', fields),
    rule: rule({startup: {gate: 'Auto', timeoutSeconds: 60, ...startup}}),
    ...(known !== undefined && {profile: known}),
  };
  return gateFor(candidate, {});
}

describe('gateFor', () => {
  describe('Auto', () => {
    it('keeps an own startupProbe', () => {
      assert.deepEqual(gate({}, {startupProbe: OWN, ...PROXY}, 'cloud-sql-proxy'), {type: 'Own', probe: OWN});
    });

    it('takes the profile’s probe where the app depends on the product and its settings make it true', () => {
      const probe = {httpGet: {path: '/startup', port: 9090}, periodSeconds: 1, failureThreshold: 60};
      assert.deepEqual(gate({}, PROXY, 'cloud-sql-proxy'), {type: 'Profile', probe});
    });

    it('is none where the product’s settings do not make it true', () => {
      assert.deepEqual(gate({}, {}, 'cloud-sql-proxy'), {type: 'None'});
    });

    it('is none for telemetry, and without a profile, whatever probes there are', () => {
      assert.deepEqual(gate({}, {readinessProbe: READY}, 'fluent-bit'), {type: 'None'});
      assert.deepEqual(gate({}, {readinessProbe: READY, ...PROXY}), {type: 'None'});
    });
  });

  describe('Readiness (E4)', () => {
    it('copies handler and timeout of the readinessProbe, and tries every second for the gate’s time', () => {
      const probe = {httpGet: READY.httpGet, timeoutSeconds: 3, periodSeconds: 1, failureThreshold: 60};
      assert.deepEqual(gate({gate: 'Readiness'}, {readinessProbe: READY, livenessProbe: LIVE}), {
        type: 'Readiness',
        from: 'readinessProbe',
        probe,
      });
    });

    it('falls back on the livenessProbe', () => {
      assert.deepEqual(gate({gate: 'Readiness'}, {livenessProbe: LIVE}), {
        type: 'Readiness',
        from: 'livenessProbe',
        probe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 60},
      });
    });

    it('copies nothing that a startupProbe may not have, or that would only delay the app', () => {
      const readinessProbe = {...READY, successThreshold: 3, initialDelaySeconds: 20, terminationGracePeriodSeconds: 5};
      const found = gate({gate: 'Readiness'}, {readinessProbe});
      assert.ok(found.type === 'Readiness');
      assert.deepEqual(Object.keys(found.probe), ['httpGet', 'timeoutSeconds', 'periodSeconds', 'failureThreshold']);
    });

    it('copies every kind of handler', () => {
      for (const handler of [
        {exec: {command: ['a']}},
        {grpc: {port: 1}},
        {tcpSocket: {port: 'x'}},
        {httpGet: {port: 1}},
      ]) {
        const found = gate({gate: 'Readiness'}, {readinessProbe: handler});
        assert.ok(found.type === 'Readiness');
        assert.deepEqual(found.probe, {...handler, periodSeconds: 1, failureThreshold: 60});
      }
    });

    it('keeps an own startupProbe: whoever wrote it knew better', () => {
      assert.deepEqual(gate({gate: 'Readiness'}, {startupProbe: OWN, readinessProbe: READY}), {
        type: 'Own',
        probe: OWN,
      });
    });

    it('is none where there is no probe, or none with a handler', () => {
      assert.deepEqual(gate({gate: 'Readiness'}), {type: 'None'});
      assert.deepEqual(gate({gate: 'Readiness'}, {readinessProbe: {periodSeconds: 5}, livenessProbe: 'x'}), {
        type: 'None',
      });
    });
  });

  describe('Probe', () => {
    it('replaces an own startupProbe', () => {
      const probe = {tcpSocket: {port: 5432}, periodSeconds: 2, failureThreshold: 9};
      assert.deepEqual(gate({gate: 'Probe', probe}, {startupProbe: OWN}), {type: 'Probe', probe});
    });

    it('tries every second, and as often as fits into the gate’s time, where the policy says nothing', () => {
      const probe = {tcpSocket: {port: 5432}};
      const filled = (fields: JsonObject) => {
        const found = gate({gate: 'Probe', probe: {...probe, ...fields}});
        assert.ok(found.type === 'Probe');
        return [found.probe['periodSeconds'], found.probe['failureThreshold']];
      };
      assert.deepEqual(filled({}), [1, 60]);
      assert.deepEqual(filled({periodSeconds: 7}), [7, 8]);
      assert.deepEqual(filled({periodSeconds: 90}), [90, 1]);
      assert.deepEqual(filled({failureThreshold: 5}), [1, 5]);
      assert.deepEqual(filled({failureThreshold: 1}), [1, 1]);
      assert.deepEqual(filled({periodSeconds: 0, failureThreshold: 'x'}), [1, 60]);
    });
  });

  it('needs both for an explicit probe: the gate Probe, and a probe', () => {
    assert.deepEqual(gate({gate: 'Probe'}), {type: 'None'});
    assert.deepEqual(gate({gate: 'None', probe: OWN}), {type: 'None'});
  });

  describe('None', () => {
    it('keeps an own startupProbe and adds none', () => {
      assert.deepEqual(gate({gate: 'None'}, {startupProbe: OWN}), {type: 'Own', probe: OWN});
      assert.deepEqual(gate({gate: 'None'}, {readinessProbe: READY, ...PROXY}, 'cloud-sql-proxy'), {type: 'None'});
    });
  });
});
