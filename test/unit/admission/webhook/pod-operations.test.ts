import assert from 'node:assert/strict';
import {podOperations} from '../../../../src/admission/webhook/pod-operations.ts';
import {readReview} from '../../../../src/admission/webhook/review.ts';
import {FAILED_ANNOTATION, SKIP_LABEL} from '../../../../src/api/constants.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {fingerprint, printFailedMark} from '../../../../src/domain/pace/failed-mark.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import type {Workload} from '../../../../src/domain/workload.ts';
import {container, podSpec, policy, workload} from '../../../support/builders.ts';
import {review, worldOf} from '../../../support/reviews.ts';

const POD_DELIVERY: Policy = policy({conversion: {...policy().conversion, delivery: 'Pod'}});

function podOf(kind: string, name: string, labels: Readonly<Record<string, string>> = {}): JsonObject {
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
  const ownerReferences = [{apiVersion, kind, name, uid: 'a', controller: true}];
  return {apiVersion: 'v1', kind: 'Pod', metadata: {generateName: 'x-', labels, ownerReferences}, spec: podSpec()};
}

const WEB = podOf('ReplicaSet', 'web-5c9', {'pod-template-hash': '5c9'});

function changes(
  pod: JsonObject,
  workloads: Readonly<Record<string, Workload>> = {},
  policies: readonly Policy[] = [POD_DELIVERY],
): boolean {
  const read = readReview(review({operation: 'CREATE', object: pod}));
  assert.ok(read.type === 'Request');
  return podOperations(read.request, worldOf(policies, {workloads})).length > 0;
}

describe('the webhook, asked about a pod', () => {
  it('moves the container, and writes nothing that stays', () => {
    const read = readReview(review({operation: 'CREATE', object: WEB}));
    assert.ok(read.type === 'Request');
    const operations = podOperations(read.request, worldOf([POD_DELIVERY]));
    assert.deepEqual(operations.slice(0, 3), [
      {op: 'add', path: '/spec/initContainers', value: []},
      {op: 'move', from: '/spec/containers/1', path: '/spec/initContainers/0'},
      {op: 'add', path: '/spec/initContainers/0/restartPolicy', value: 'Always'},
    ]);
    assert.deepEqual(
      operations.slice(3).map(({op, path}) => `${op} ${path}`),
      ['add /metadata/annotations'],
    );
  });

  it('converts whose workload is not known yet, and whose workload may be converted', () => {
    assert.ok(changes(WEB));
    assert.ok(changes(WEB, {'Deployment/shop/web': workload('Deployment')}));
  });

  it('leaves alone whose workload has the skip label itself', () => {
    const left = workload('Deployment', podSpec(), {metadata: {labels: {[SKIP_LABEL]: 'true'}}});
    assert.ok(!changes(WEB, {'Deployment/shop/web': left}));
  });

  it('leaves alone whose workload has failed before', () => {
    const before = workload('Deployment');
    const mark = {
      policy: 'shop/shop',
      uid: POD_DELIVERY.uid,
      generation: POD_DELIVERY.generation,
      template: fingerprint(before.template),
      reason: 'CrashLoop',
      message: '',
      at: '',
    };
    const failed = {
      ...before,
      metadata: {...before.metadata, annotations: {[FAILED_ANNOTATION]: printFailedMark(mark)}},
    };
    assert.ok(!changes(WEB, {'Deployment/shop/web': failed}));
    assert.ok(changes(WEB, {'Deployment/shop/web': failed}, [{...POD_DELIVERY, generation: 2}]));
  });

  it('leaves alone whose workload is blocked by what a pod does not show', () => {
    const failurePolicy = {
      rules: [{action: 'FailJob', onExitCodes: {operator: 'NotIn', values: [0]}}],
    };
    const blocked = workload('Job', podSpec(), {spec: {podFailurePolicy: failurePolicy}});
    assert.ok(!changes(podOf('Job', 'shop'), {'Job/shop/shop': blocked}));
    const cronJob = workload('CronJob', podSpec(), {spec: {podFailurePolicy: failurePolicy}});
    assert.ok(!changes(podOf('Job', 'shop-29384756'), {'CronJob/shop/shop': cronJob}));
  });

  it('leaves alone, under Auto, whose template is converted instead', () => {
    assert.ok(!changes(WEB, {'Deployment/shop/web': workload('Deployment')}, [policy()]));
    const applied = {'kubectl.kubernetes.io/last-applied-configuration': '{}'};
    const owned = workload('Deployment', podSpec(), {metadata: {annotations: applied}});
    assert.ok(changes(WEB, {'Deployment/shop/web': owned}, [policy()]));
  });

  const large: Readonly<Record<string, readonly JsonObject[]>> = {
    'hundreds of containers': Array.from({length: 600}, (_, index) => container(`c${index}`)),
    'a name of megabytes': [container('a'.repeat(1_000_000))],
    'an image of megabytes': [container('app', {image: 'a/'.repeat(1_000_000)})],
    'thousands of variables': [
      container('app', {env: Array.from({length: 3000}, (_, index) => ({name: `E${index}`}))}),
    ],
  };
  for (const [what, containers] of Object.entries(large)) {
    it(`leaves a pod alone with ${what}, which nobody would run`, () => {
      assert.ok(!changes({...WEB, spec: podSpec([...containers, container('log')])}));
    });
  }
});
