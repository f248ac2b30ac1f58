import assert from 'node:assert/strict';
import {compiledView, type CompiledView} from '../../../../src/controllers/pods/compiled-view.ts';
import {CompiledWriter} from '../../../../src/controllers/pods/compiled-writer.ts';
import {Exclusions} from '../../../../src/controllers/pods/exclusions.ts';
import {PodAdmission} from '../../../../src/controllers/pods/pod-admission.ts';
import {PodDelivery} from '../../../../src/controllers/pods/pod-delivery.ts';
import type {EngineState} from '../../../../src/controllers/pods/pod-engine.ts';
import type {Part} from '../../../../src/controllers/pods/steps.ts';
import {objectAt, stringAt, stringMapAt, type JsonObject} from '../../../../src/domain/json.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {ApiError} from '../../../../src/kube/api-error.ts';
import {Store} from '../../../../src/kube/store.ts';
import {policy} from '../../../support/builders.ts';
import {FakeClock} from '../../../support/fake-clock.ts';
import {MemoryLog} from '../../../support/memory-log.ts';
import {run} from '../policy-fixture.ts';

const SHOP = 'outrigger.shop.pods';
const BOTH = [`create policy ${SHOP}`, `create binding ${SHOP}`];
const NONE = [`delete binding ${SHOP}`, `delete policy ${SHOP}`];

describe('PodDelivery', () => {
  let clock: FakeClock;
  let state: EngineState;
  let policies: readonly Policy[];
  let withdrawn: boolean;
  let isSwept: boolean;
  /** Webhooks. */
  let reinvoked: readonly string[];
  let looks: number;
  let sent: string[];
  /** HTTP status by what is sent. */
  let refused: Readonly<Record<string, number>>;
  let stores: Readonly<Record<Part, Store<CompiledView>>>;
  let exclusions: Exclusions;
  let admission: PodAdmission;
  let forbidden: string[];

  beforeEach(() => {
    clock = new FakeClock();
    state = {type: 'Available'};
    policies = [policy()];
    withdrawn = false;
    isSwept = true;
    reinvoked = [];
    looks = 0;
    sent = [];
    refused = {};
    stores = {policy: new Store(clock, () => undefined), binding: new Store(clock, () => undefined)};
    exclusions = new Exclusions(() => undefined);
    admission = new PodAdmission(() => state);
    forbidden = [];
  });

  function delivery(dryRun = false): PodDelivery {
    const made = new PodDelivery({
      engine: {
        get state() {
          return state;
        },
        synced: true,
        forbidden: message => forbidden.push(message),
      },
      world: {
        allPolicies: () => policies,
        isWithdrawn: () => withdrawn,
        isSwept: () => isSwept,
        reinvokedIn: () => reinvoked,
        tellPolicies: () => undefined,
        lookAtAll: async () => {
          looks++;
          return Promise.resolve();
        },
      },
      exclusions,
      admission,
      clock,
      dryRun,
      writer: new CompiledWriter({rest: server(), storeOf: part => stores[part], clock}),
    });
    made.begin();
    return made;
  }

  /** Stores what it is sent, and tells the stores of it at once. */
  function server() {
    const take = async (what: string, path: string, object: JsonObject): Promise<JsonObject> => {
      const part = path.includes('policybindings') ? 'binding' : 'policy';
      const name = stringAt(object, 'metadata', 'name') ?? path.split('/').at(-1) ?? '';
      sent.push(`${what} ${part} ${name}`);
      const status = refused[`${what} ${part}`];
      if (status !== undefined) throw new ApiError(status, {message: 'no'});
      if (what === 'delete') stores[part].delete(name);
      const version = String(sent.length);
      const kept = {...object, metadata: {...objectAt(object, 'metadata'), name, resourceVersion: version}};
      if (what !== 'delete') stores[part].set(name, version, compiledView(kept));
      return Promise.resolve(kept);
    };
    return {
      create: async (path: string, object: JsonObject) => take('create', path, object),
      jsonPatch: async (path: string, patch: unknown) => take('patch', path, patched(patch)),
      delete: async (path: string) => take('delete', path, {}),
    };
  }

  it('writes policy and binding once, and is silent then', async () => {
    const made = delivery();
    await made.reconcile(run());
    await made.reconcile(run());
    assert.deepEqual(sent, BOTH);
  });

  it('is careful where a webhook is asked again, and says so of the policy', async () => {
    const made = delivery();
    await made.reconcile(run());
    reinvoked = ['injector/pods.example.com'];
    await made.reconcile(run());
    assert.deepEqual(sent.slice(2), [`patch policy ${SHOP}`]);
    assert.deepEqual(
      admission.findingsOf('shop/shop').map(({code}) => code),
      ['InjectorReinvoked'],
    );
    assert.deepEqual(admission.of('shop'), {pods: true});
  });

  it('is silent after a start with what is stored', async () => {
    await delivery().reconcile(run());
    await delivery().reconcile(run());
    assert.deepEqual(sent, BOTH);
  });

  it('writes what others have changed or deleted again', async () => {
    const made = delivery();
    await made.reconcile(run());
    await clock.advance(5000);
    stores.policy.set(SHOP, '90', {resourceVersion: '90', name: SHOP, digest: 'another'});
    stores.binding.delete(SHOP);
    sent = [];
    await made.reconcile(run());
    assert.deepEqual(sent, [`patch policy ${SHOP}`, `create binding ${SHOP}`]);
  });

  const withdraws: readonly (readonly [string, () => void])[] = [
    ['is suspended', () => (policies = [policy({suspend: true, generation: 2})])],
    ['is in Audit', () => (policies = [policy({conversion: {...policy().conversion, mode: 'Audit'}, generation: 2})])],
    ['is being deleted', () => (policies = [policy({deleting: true})])],
    ['is gone', () => (policies = [])],
    ['is paused', () => (withdrawn = true)],
    ['has more exclusions than can be said', exclude201],
  ];
  for (const [says, change] of withdraws) {
    it(`takes the binding away, then the policy, when its one policy ${says}`, async () => {
      const made = delivery();
      await made.reconcile(run());
      sent = [];
      change();
      await made.reconcile(run());
      assert.deepEqual(sent, NONE);
    });
  }

  function exclude201(): void {
    for (let i = 0; i < 201; i++) {
      exclusions.set(`Job/shop/${i}`, {namespace: 'shop', kind: 'Job', labels: {app: `${i}`}});
    }
  }

  it('sweeps what nobody wants, at once, and writes nothing new before all workloads were looked at', async () => {
    stores.binding.set('outrigger.old.pods', '1', {resourceVersion: '1', name: 'outrigger.old.pods', digest: ''});
    isSwept = false;
    const made = delivery();
    await made.reconcile(run());
    assert.deepEqual(sent, ['delete binding outrigger.old.pods']);
    isSwept = true;
    await made.reconcile(run());
    assert.deepEqual(sent.slice(1), BOTH);
  });

  it('says what a unit is refused for, and has all workloads looked at', async () => {
    const made = delivery();
    exclude201();
    await made.reconcile(run());
    assert.deepEqual(
      admission.findingsOf('shop/shop').map(({code}) => code),
      ['TooManyExclusions'],
    );
    assert.equal(admission.of('shop').pods, false);
    assert.equal(looks, 1);
  });

  it('takes a binding away whose policy the server does not take, and tries again after a while', async () => {
    const made = delivery();
    await made.reconcile(run());
    policies = [policy({generation: 2})];
    refused = {'patch policy': 422};
    sent = [];
    assert.equal((await made.reconcile(run())).type, 'Retry');
    const result = await made.reconcile(run());
    assert.deepEqual(sent, [`patch policy ${SHOP}`, ...NONE]);
    assert.equal(admission.problemOf('shop/shop'), 'no');
    assert.ok(result.type === 'After' && result.seconds === 30, JSON.stringify(result));
    refused = {};
    await clock.advance(30_000);
    sent = [];
    await made.reconcile(run());
    assert.deepEqual(sent, BOTH);
    assert.equal(admission.problemOf('shop/shop'), undefined);
  });

  it('says that it may not write, and then looks at all workloads and writes nothing', async () => {
    refused = {'create policy': 403};
    const made = delivery();
    await made.reconcile(run());
    assert.deepEqual(forbidden, ['no']);
    state = {type: 'Forbidden'};
    sent = [];
    await made.reconcile(run());
    assert.deepEqual([sent, looks], [[], 1]);
  });

  it('looks at all workloads when it may write, before it does: they say what is left out', async () => {
    state = {type: 'Forbidden'};
    const made = delivery();
    state = {type: 'Available'};
    await made.reconcile(run());
    assert.deepEqual([looks, sent], [1, BOTH]);
  });

  it('writes nothing in a dry run, and tells once', async () => {
    const made = delivery(true);
    const log = new MemoryLog();
    await made.reconcile(run(log));
    await made.reconcile(run(log));
    assert.deepEqual(sent, []);
    assert.equal(log.messages('info').length, 2);
  });
});

/** What the patch makes of the object. */
function patched(patch: unknown): JsonObject {
  const operations = patch as readonly {readonly path: string; readonly value: unknown}[];
  const at = (path: string): unknown => operations.find(one => one.path === path)?.value;
  return {
    metadata: {
      labels: stringMapAt(at('/metadata/labels')),
      annotations: stringMapAt(at('/metadata/annotations')),
    },
    spec: at('/spec'),
  };
}
