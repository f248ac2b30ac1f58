import assert from 'node:assert/strict';
import {podPolicyMetadata} from '../../../src/admission/pods/names.ts';
import type {PodPolicyScope} from '../../../src/admission/pods/unit.ts';
import {RestartGate} from '../../../src/controllers/workload/restart-gate.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import type {Page} from '../../../src/kube/rest.ts';
import {policy} from '../../support/builders.ts';
import {FakeClock} from '../../support/fake-clock.ts';

const OWN: PodPolicyScope = {type: 'Namespace', namespace: 'shop'};
const CLUSTER: PodPolicyScope = {type: 'Cluster', except: []};
const WRITTEN = '2026-11-28T10:00:00Z';

/** A pod policy or binding as it is stored. */
function unit(scope: PodPolicyScope, policies: readonly Policy[], written = WRITTEN): JsonObject {
  const metadata = podPolicyMetadata({scope, policies, exclusions: []});
  const managedFields = [{manager: 'outrigger', operation: 'Update', time: written}];
  return {metadata: {...metadata, creationTimestamp: WRITTEN, managedFields}};
}

describe('the gate before pods are restarted', () => {
  let policies: readonly JsonObject[];
  let bindings: readonly JsonObject[];
  let refusal: ApiError | undefined;
  let now: number;

  beforeEach(() => {
    [policies, bindings, refusal] = [[], [], undefined];
    now = Date.parse(WRITTEN) + 60_000;
  });

  const both = (...units: readonly JsonObject[]): void => void ([policies, bindings] = [units, units]);

  async function isOpen(by: Policy = policy()): Promise<boolean> {
    const page = async (path: string): Promise<Page> => {
      if (refusal !== undefined) throw refusal;
      const items = path.endsWith('bindings') ? bindings : policies;
      return Promise.resolve({items, resourceVersion: '1', continue: undefined, bytes: 100});
    };
    const gate = new RestartGate({rest: {page}, clock: new FakeClock(now), hasWebhook: () => false});
    return gate.isOpen(by, 'shop', new AbortController().signal);
  }

  it('is open once policy and binding have been there for long enough', async () => {
    both(unit(OWN, [policy()]));
    assert.equal(await isOpen(), true);
    now = Date.parse(WRITTEN) + 5000;
    assert.equal(await isOpen(), false);
  });

  it('is closed without the binding', async () => {
    policies = [unit(OWN, [policy()])];
    assert.equal(await isOpen(), false);
  });

  it('is closed while an older version of the policy is in force, or was until a moment ago', async () => {
    both(unit(OWN, [policy()]));
    assert.equal(await isOpen(policy({generation: 2})), false);
    both(unit(OWN, [policy({generation: 2})], '2026-11-28T10:00:55Z'));
    assert.equal(await isOpen(policy({generation: 2})), false);
  });

  it('goes by the policy of the cluster only where the namespace has none of its own', async () => {
    const cluster = policy({kind: 'ClusterSidecarPolicy', key: 'all'});
    both(unit(CLUSTER, [cluster]));
    assert.equal(await isOpen(cluster), true);
    both(unit(CLUSTER, [cluster]), unit(OWN, [policy()]));
    assert.equal(await isOpen(cluster), false);
    both(unit(CLUSTER, [cluster]), unit(OWN, [policy(), cluster]));
    assert.equal(await isOpen(cluster), true);
  });

  it('is closed where they are not served, or may not be listed', async () => {
    for (const status of [403, 404]) {
      refusal = new ApiError(status, {reason: 'No', message: 'no'});
      assert.equal(await isOpen(), false);
    }
  });

  it('says nothing where the server does not answer', async () => {
    refusal = new ApiError(500, {reason: 'No', message: 'no'});
    await assert.rejects(isOpen(), {status: 500});
  });

  describe('with the webhook', () => {
    let clock: FakeClock;
    let gate: RestartGate;
    let hasWebhook: boolean;

    beforeEach(() => {
      [clock, hasWebhook] = [new FakeClock(), true];
      const page = async (): Promise<Page> =>
        Promise.resolve({items: [], resourceVersion: '1', continue: undefined, bytes: 0});
      gate = new RestartGate({rest: {page}, clock, hasWebhook: () => hasWebhook});
    });

    const opens = async (by: Policy = policy()): Promise<boolean> =>
      gate.isOpen(by, 'shop', new AbortController().signal);

    it('is open once every replica has had ten seconds to hear of this version of the policy', async () => {
      assert.equal(await opens(), false);
      clock.pass(9000);
      assert.equal(await opens(), false);
      clock.pass(1000);
      assert.equal(await opens(), true);
      assert.equal(await opens(policy({generation: 2})), false);
      clock.pass(10_000);
      assert.equal(await opens(policy({generation: 2})), true);
    });

    it('counts from when the policy was heard of', async () => {
      gate.note(policy());
      clock.pass(10_000);
      assert.equal(await opens(), true);
    });

    it('counts anew for a policy that goes on after a pause, and for one that was made again', async () => {
      gate.note(policy());
      gate.note({...policy(), suspend: true});
      clock.pass(60_000);
      gate.note(policy());
      assert.equal(await opens(), false);
      clock.pass(10_000);
      assert.equal(await opens(), true);
      gate.forget(policy().key);
      assert.equal(await opens(), false);
    });

    it('counts anew when the webhook comes back', async () => {
      gate.note(policy());
      clock.pass(60_000);
      gate.forgetAll();
      assert.equal(await opens(), false);
      clock.pass(10_000);
      assert.equal(await opens(), true);
      hasWebhook = false;
      assert.equal(await opens(), false);
    });
  });
});
