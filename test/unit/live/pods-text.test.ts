import assert from 'node:assert/strict';
import {judge} from '../../../src/cli/verdict/judge.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import type {Page} from '../../../src/kube/rest.ts';
import {Reader} from '../../../src/live/read/reader.ts';
import {foundAs} from '../../../src/live/read/workloads.ts';
import {podsText} from '../../../src/live/why/pods-text.ts';
import {container, deployment, native, pod, podSpec, policy} from '../../support/builders.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {STARTED, startingPod, type StartingPod} from '../../support/starting-pod.ts';

const CLASSIC = [container('app'), container('log')];
const owner = (name: string): JsonObject => ({kind: 'ReplicaSet', name: `${name}-5c9`, uid: 'a', controller: true});
const of = (name: string): JsonObject => ({
  name: `${name}-5c9-x`,
  labels: {'pod-template-hash': '5c9'},
  ownerReferences: [owner(name)],
});

const classicPod = pod(podSpec(CLASSIC), {metadata: of('web')});
const nativePod = (more: StartingPod = {}): JsonObject =>
  startingPod({inits: [native('log')], states: {log: STARTED}, metadata: of('web'), ...more});

describe('what why says of the pods of a workload', () => {
  async function said(pods: readonly JsonObject[], webhooks: readonly string[] | ApiError = []) {
    const object = deployment(podSpec(CLASSIC), {metadata: {name: 'web'}});
    const found = foundAs('Deployment', object, 'context test');
    const gathered = {workloads: [found], policies: [policy()], objects: [], problems: [], files: []};
    const [verdict] = judge(gathered, () => NO_FACTS);
    const page = async (path: string): Promise<Page> => {
      const isPods = path.endsWith('/pods');
      if (!isPods && webhooks instanceof ApiError) throw webhooks;
      const items = isPods ? pods : (webhooks as readonly string[]).map(name => ({metadata: {name}}));
      return Promise.resolve({items, resourceVersion: '1', continue: undefined, bytes: 100});
    };
    const reader = new Reader({rest: {page, get: async () => Promise.resolve({})}, clock: new FakeClock()});
    const root = {key: 'Deployment/shop/web', kind: 'Deployment' as const, object};
    const sentences = await podsText(root, verdict ?? assert.fail('no verdict'), reader);
    return {sentences, unreadable: reader.unreadable.map(({resource}) => resource)};
  }

  it('is how many have native sidecars, of its own', async () => {
    const other = pod(podSpec(CLASSIC), {metadata: of('cart')});
    const {sentences} = await said([classicPod, nativePod(), other]);
    assert.deepEqual(sentences, ['1 of 2 pods have native sidecars (log).']);
    assert.deepEqual((await said([nativePod()])).sentences, ['1 of 1 pod has native sidecars (log).']);
  });

  it('is nothing where there are none', async () => {
    assert.deepEqual((await said([])).sentences, []);
  });

  it('is what they wait for', async () => {
    const {sentences} = await said([nativePod({states: {}})]);
    assert.deepEqual(sentences, ['1 of 1 pod has native sidecars (log); 1 of them still wait for log to start.']);
  });

  it('is what one of them has lost, with the likely cause', async () => {
    const stripped = nativePod({inits: [container('log')]});
    const {sentences} = await said([stripped], ['pod-identity-webhook']);
    assert.match(sentences[1] ?? '', /^RestartPolicyStripped: log was made .* pod-identity-webhook \(the EKS/);
  });

  it('is less where webhooks may not be read, which is said', async () => {
    const stripped = nativePod({inits: [container('log')]});
    const {sentences, unreadable} = await said([stripped], new ApiError(403, {reason: 'Forbidden', message: 'no'}));
    assert.match(sentences[1] ?? '', /kubectl get mutatingwebhookconfigurations/);
    assert.deepEqual(unreadable, ['mutatingwebhookconfigurations.admissionregistration.k8s.io']);
  });
});
