import assert from 'node:assert/strict';
import {compilePodPolicy} from '../../../../src/admission/pods/compile.ts';
import {compiledView, digestOf, type CompiledView} from '../../../../src/controllers/pods/compiled-view.ts';
import {CompiledWriter} from '../../../../src/controllers/pods/compiled-writer.ts';
import type {Part} from '../../../../src/controllers/pods/steps.ts';
import {objectAt, type JsonObject} from '../../../../src/domain/json.ts';
import {ApiError} from '../../../../src/kube/api-error.ts';
import {Store} from '../../../../src/kube/store.ts';
import {policy} from '../../../support/builders.ts';
import {FakeClock} from '../../../support/fake-clock.ts';

const NAME = 'outrigger.shop.pods';
const compiled = compilePodPolicy({
  scope: {type: 'Namespace', namespace: 'shop'},
  policies: [policy()],
  exclusions: [],
});
assert.ok(compiled.type === 'Compiled');
const {policy: POLICY} = compiled;
const STEP = {type: 'Put', part: 'policy', name: NAME} as const;

/** As a server would store it. */
function stored(object: JsonObject, version: string): JsonObject {
  return {...object, metadata: {...objectAt(object, 'metadata'), resourceVersion: version}};
}

describe('CompiledWriter', () => {
  let clock: FakeClock;
  let stores: Readonly<Record<Part, Store<CompiledView>>>;
  let sent: string[];
  let refuse: Partial<Record<'create' | 'patch' | 'delete', number>>;
  /** What the server makes of what it is sent. */
  let keep: (object: JsonObject) => JsonObject;
  let writer: CompiledWriter;

  beforeEach(() => {
    clock = new FakeClock();
    stores = {policy: new Store(clock, () => undefined), binding: new Store(clock, () => undefined)};
    sent = [];
    refuse = {};
    keep = object => object;
    const answer = async (what: 'create' | 'patch' | 'delete', path: string): Promise<JsonObject> => {
      sent.push(`${what} ${path.split('/').slice(4).join('/')}`);
      const status = refuse[what];
      if (status !== undefined) throw new ApiError(status, {message: 'no'});
      return Promise.resolve(stored(keep(POLICY), '2'));
    };
    writer = new CompiledWriter({
      rest: {
        create: async path => answer('create', path),
        jsonPatch: async path => answer('patch', path),
        delete: async path => answer('delete', path),
      },
      storeOf: part => stores[part],
      clock,
    });
  });

  function see(object: JsonObject, version: string): void {
    stores.policy.set(NAME, version, compiledView(stored(object, version)));
  }

  it('creates what is not there, and is behind until that is seen', async () => {
    await writer.put('policy', POLICY);
    assert.deepEqual(sent, ['create mutatingadmissionpolicies']);
    assert.equal(writer.isBehind([NAME]), true);
    see(POLICY, '2');
    assert.equal(writer.isBehind([NAME]), false);
    assert.equal(writer.stored().policy.get(NAME), digestOf(POLICY));
  });

  it('changes what is there', async () => {
    see({...POLICY, spec: {}}, '1');
    await writer.put('policy', POLICY);
    assert.deepEqual(sent, [`patch mutatingadmissionpolicies/${NAME}`]);
  });

  it('changes what is there without our label', async () => {
    refuse = {create: 409};
    await writer.put('policy', POLICY);
    assert.deepEqual(sent, ['create mutatingadmissionpolicies', `patch mutatingadmissionpolicies/${NAME}`]);
  });

  it('takes what the server has made of it for what was sent, and any later change for a change', async () => {
    keep = object => ({...object, spec: {...objectAt(object, 'spec'), fromNewerServers: true}});
    await writer.put('policy', POLICY);
    see(keep(POLICY), '2');
    assert.equal(writer.stored().policy.get(NAME), digestOf(POLICY));
    see({...keep(POLICY), spec: {}}, '3');
    assert.notEqual(writer.stored().policy.get(NAME), digestOf(POLICY));
  });

  it('writes the same again only after a while, and another at once', async () => {
    assert.equal(writer.waitFor(STEP, digestOf(POLICY)), 0);
    await writer.put('policy', POLICY);
    assert.equal(writer.waitFor(STEP, digestOf(POLICY)), 5);
    assert.equal(writer.waitFor(STEP, 'another'), 0);
    await clock.advance(5000);
    assert.equal(writer.waitFor(STEP, digestOf(POLICY)), 0);
  });

  it('creates what somebody has deleted meanwhile', async () => {
    see({...POLICY, spec: {}}, '1');
    refuse = {patch: 404};
    await writer.put('policy', POLICY);
    assert.deepEqual(sent, [`patch mutatingadmissionpolicies/${NAME}`, 'create mutatingadmissionpolicies']);
  });

  it('counts what it has deleted as gone, until somebody else has made it again', async () => {
    see(POLICY, '1');
    await writer.remove('policy', NAME);
    assert.equal(writer.stored().policy.size, 0);
    see(POLICY, '5');
    assert.equal(writer.stored().policy.size, 1);
  });

  it('takes what is gone already for deleted, and passes on other refusals', async () => {
    refuse = {delete: 404};
    await writer.remove('binding', NAME);
    refuse = {delete: 403};
    await assert.rejects(async () => writer.remove('binding', NAME), {status: 403});
  });
});

describe('the digest of a compiled object', () => {
  const digest = digestOf(POLICY);
  const metadata = objectAt(POLICY, 'metadata');

  it('is that of what the server stores, with what others write in the metadata', () => {
    const annotations = {...objectAt(metadata, 'annotations'), 'team.example/seen': 'yes'};
    assert.equal(digestOf({...stored(POLICY, '7'), metadata: {...metadata, annotations, uid: 'a'}}), digest);
  });

  const others: readonly (readonly [string, JsonObject])[] = [
    ['the spec', {...POLICY, spec: {...objectAt(POLICY, 'spec'), failurePolicy: 'Fail'}}],
    ['the label', {...POLICY, metadata: {...metadata, labels: {}}}],
    ['what it is compiled from', {...POLICY, metadata: {...metadata, annotations: {}}}],
    ['that it is going', {...POLICY, metadata: {...metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}}],
  ];
  for (const [what, object] of others) it(`depends on ${what}`, () => assert.notEqual(digestOf(object), digest));
});
