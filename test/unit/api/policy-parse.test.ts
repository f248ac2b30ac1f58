import assert from 'node:assert/strict';
import fc from 'fast-check';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import {matchesSelector} from '../../../src/domain/labels.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {schemaAt, sidecarPolicyCrd} from '../../../tools/crd.ts';

const metadata = {name: 'shop', namespace: 'web', uid: 'u1', generation: 3, creationTimestamp: '2026-11-24T20:00:00Z'};
const parsed = (spec: unknown, kind: Policy['kind'] = 'SidecarPolicy'): Policy => parsePolicy(kind, {metadata, spec});
const rule = (fields: JsonObject) => parsed({sidecars: [{profile: 'envoy', ...fields}]}).sidecars[0];
const probe = (fields: JsonObject) => rule({startup: {gate: 'Probe', probe: fields}})?.startup.probe;

describe('parsePolicy', () => {
  it('fills in every default of an empty spec', () => {
    assert.deepEqual(parsed({}), {
      kind: 'SidecarPolicy',
      key: 'web/shop',
      name: 'shop',
      namespace: 'web',
      uid: 'u1',
      generation: 3,
      createdAt: '2026-11-24T20:00:00Z',
      deleting: false,
      finalizers: [],
      target: {kinds: ['Deployment', 'StatefulSet', 'CronJob', 'Job'], selector: {}},
      sidecars: [],
      conversion: {
        mode: 'Audit',
        delivery: 'Auto',
        rollout: {maxConcurrent: 1, progressDeadlineSeconds: 600, maxFailures: 3, restartPods: false},
        onDelete: 'Keep',
      },
      jobs: {mode: 'Audit', waitSeconds: 10, backlog: 'Audit'},
      suspend: false,
      acknowledge: [],
      status: {},
    });
  });

  it('keeps every setting that is given', () => {
    const spec = {
      target: {kinds: ['DaemonSet', 'Pod'], selector: {matchLabels: {tier: 'backend'}}},
      conversion: {
        mode: 'Enforce',
        delivery: 'Pod',
        rollout: {maxConcurrent: '10%', progressDeadlineSeconds: 60, maxFailures: 1, restartPods: true},
        onDelete: 'Revert',
      },
      jobs: {mode: 'Off', waitSeconds: 0, backlog: 'Enforce'},
      suspend: true,
      acknowledge: ['HostPort', 'ClientSideApply'],
    };
    const {target, conversion, jobs, suspend, acknowledge} = parsed(spec);
    assert.deepEqual({target, conversion, jobs, suspend, acknowledge}, spec);
  });

  it('reads identity, deletion and status from the object', () => {
    const policy = parsePolicy('ClusterSidecarPolicy', {
      metadata: {...metadata, namespace: undefined, deletionTimestamp: 'now', finalizers: ['outrigger.dev/revert']},
      spec: {target: {namespaceSelector: {matchLabels: {team: 'shop'}}}},
      status: {jobs: {stuck: 1}},
    });
    assert.equal(policy.key, 'shop');
    assert.ok(!('namespace' in policy));
    assert.deepEqual([policy.deleting, policy.finalizers], [true, ['outrigger.dev/revert']]);
    assert.deepEqual(policy.target.namespaceSelector, {matchLabels: {team: 'shop'}});
    assert.deepEqual(policy.status, {jobs: {stuck: 1}});
  });

  it('takes the namespace default where a file names none', () => {
    assert.equal(parsePolicy('SidecarPolicy', {metadata: {name: 'shop'}}).key, 'default/shop');
  });

  it('has no namespaceSelector in a namespaced policy, whatever the object says', () => {
    assert.ok(!('namespaceSelector' in parsed({target: {namespaceSelector: {}}}).target));
  });

  describe('rules', () => {
    it('have their own defaults', () => {
      assert.deepEqual(rule({}), {profile: 'envoy', startup: {gate: 'Auto', timeoutSeconds: 120}, preStop: 'Auto'});
    });

    it('have the defaults that the CRD describes, which cannot fill them in', () => {
      const items = schemaAt(sidecarPolicyCrd().schema, ['spec', 'sidecars', '[]']);
      const says = (...path: string[]): string => schemaAt(items, path).description ?? '';
      const {startup, preStop} = parsed({sidecars: [{profile: 'envoy'}]}).sidecars[0] ?? assert.fail();
      assert.ok(says('startup', 'gate').endsWith(`Default: ${startup.gate}.`));
      assert.ok(says('startup', 'timeoutSeconds').endsWith(`Default: ${startup.timeoutSeconds}.`));
      assert.ok(says('preStop').endsWith(`Default: ${preStop}.`));
    });

    it('keep what is given, with the absent list of a match empty', () => {
      const given = {position: 'BeforeInit', preStop: 'Keep', startup: {gate: 'Readiness', timeoutSeconds: 5}};
      assert.deepEqual(rule({...given, match: {names: ['db-*']}}), {
        profile: 'envoy',
        ...given,
        match: {names: ['db-*'], images: []},
      });
    });

    it('without a profile and a match are left out, so that they match nothing', () => {
      assert.deepEqual(parsed({sidecars: [{}, null, 'envoy', {preStop: 'Keep'}]}).sidecars, []);
    });

    for (const match of [{}, {names: []}, {names: 'log'}, {names: [1, 'log']}, {images: {}}, 'log', []]) {
      it(`are left out with the malformed match ${JSON.stringify(match)}, since without it they would match more`, () => {
        assert.equal(rule({match}), undefined);
      });
    }

    it('read null as absent, as the API server does', () => {
      assert.deepEqual(rule({match: null, position: null, startup: null}), rule({}));
    });
  });

  describe('gate Probe', () => {
    it('keeps the handler and the numbers that are in bounds', () => {
      const given = {exec: {command: ['true']}, timeoutSeconds: 2, periodSeconds: 3, failureThreshold: 4};
      assert.deepEqual(
        probe({...given, initialDelaySeconds: -1, successThreshold: 2, terminationGracePeriodSeconds: 1}),
        given,
      );
    });

    it('drops a host, which would send requests anywhere', () => {
      assert.deepEqual(probe({tcpSocket: {port: 22, host: 'bastion'}})?.['tcpSocket'], {port: 22});
    });

    for (const malformed of [{}, {httpGet: {port: 1}, grpc: {port: 1}}, {httpGet: 'x'}]) {
      it(`reads as Auto with the malformed probe ${JSON.stringify(malformed)}`, () => {
        assert.deepEqual(rule({startup: {gate: 'Probe', probe: malformed}})?.startup, {
          gate: 'Auto',
          timeoutSeconds: 120,
        });
      });
    }

    it('is the only gate that has a probe', () => {
      assert.ok(!('probe' in (rule({startup: {gate: 'None', probe: {tcpSocket: {port: 1}}}})?.startup ?? {})));
    });
  });

  describe('malformed input', () => {
    it('reads as the default', () => {
      const {status: _, ...expected} = parsed({});
      const {status: __, ...actual} = parsed({
        target: {kinds: ['ReplicaSet', 7]},
        sidecars: {profile: 'envoy'},
        conversion: {
          mode: 'enforce',
          delivery: 1,
          rollout: {maxConcurrent: '0%', progressDeadlineSeconds: 1.5, maxFailures: -1, restartPods: 'yes'},
        },
        jobs: {mode: true, waitSeconds: '10', backlog: 'Off'},
        suspend: 'true',
        acknowledge: ['NoMainContainer', 'hostPort', 3],
      });
      assert.deepEqual(actual, expected);
    });

    for (const maxConcurrent of [0, 1001, 1.5, '5', '0%', '101%', '010%', ' 5%', null, {}]) {
      it(`takes 1 for maxConcurrent ${JSON.stringify(maxConcurrent)}`, () => {
        assert.equal(parsed({conversion: {rollout: {maxConcurrent}}}).conversion.rollout.maxConcurrent, 1);
      });
    }

    it('makes a selector select nothing instead of everything', () => {
      const {selector} = parsed({target: {selector: 'tier=backend'}}).target;
      assert.equal(matchesSelector(selector, {}), false);
      assert.equal(matchesSelector(selector, {malformed: ''}), false);
      const {namespaceSelector} = parsed({target: {namespaceSelector: []}}, 'ClusterSidecarPolicy').target;
      assert.equal(matchesSelector(namespaceSelector, {}), false);
    });

    it('never throws, whatever the JSON, and always gives a policy that reads as itself', () => {
      fc.assert(
        fc.property(fc.jsonValue({maxDepth: 6}), hostileSpec(), (object, spec) => {
          parsePolicy('SidecarPolicy', object);
          const policy = parsed(spec);
          assert.deepEqual(parsePolicy('SidecarPolicy', {metadata, spec: policy}), policy);
        }),
      );
    });
  });
});

/** Objects with the right names and any values. */
function hostileSpec(): fc.Arbitrary<unknown> {
  const any = fc.oneof(fc.jsonValue({maxDepth: 2}), fc.constantFrom('Enforce', 'Probe', 'Revert', '5%', 1, 60, true));
  const record = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, {requiredKeys: []});
  const probe = record({httpGet: any, exec: any, grpc: any, periodSeconds: any, failureThreshold: any});
  const startup = record({gate: any, timeoutSeconds: any, probe: fc.oneof(probe, any)});
  const match = record({names: fc.oneof(fc.array(fc.string()), any), images: any});
  const rule = record({profile: fc.oneof(fc.string(), any), match: fc.oneof(match, any), startup, position: any});
  return record({
    target: record({kinds: any, selector: any}),
    sidecars: fc.array(fc.oneof(rule, any)),
    conversion: record({mode: any, delivery: any, rollout: record({maxConcurrent: any, maxFailures: any})}),
    jobs: record({mode: any, waitSeconds: any}),
    suspend: any,
    acknowledge: fc.oneof(fc.array(fc.constantFrom('HostPort', 'Nope', 'NameTaken')), any),
  });
}
