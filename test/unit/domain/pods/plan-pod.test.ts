import assert from 'node:assert/strict';
import {NO_FACTS, type Facts} from '../../../../src/domain/facts.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {planPod} from '../../../../src/domain/pods/plan-pod.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {container, native, pod, podSpec, policy, rule} from '../../../support/builders.ts';

const FACTS: Facts = {...NO_FACTS, server: {major: 1, minor: 36}, admission: {pods: true, templates: true}};

function owned(apiVersion: string, kind: string, metadata: JsonObject = {}): JsonObject {
  return pod(podSpec(), {
    metadata: {...metadata, ownerReferences: [{apiVersion, kind, name: 'shop', controller: true}]},
  });
}

function delivered(delivery: 'Auto' | 'Pod' | 'Template', fields: Partial<Policy> = {}): Policy {
  return policy({...fields, conversion: {...policy().conversion, delivery}});
}

describe('planPod', () => {
  it('converts a pod, and says by whom', () => {
    const change = planPod(pod(), [policy()], FACTS);
    assert.deepEqual(change?.spec, podSpec([container('app')], {initContainers: [native('log')]}));
    assert.deepEqual(change.annotations, {
      'outrigger.dev/policy': 'shop/shop',
      'outrigger.dev/converted-by': 'SidecarPolicy shop/shop',
      'outrigger.dev/record': '[{"n":"log","i":1}]',
    });
  });

  const touched: readonly [says: string, pod: JsonObject, policy: Policy, want: boolean][] = [
    ['a StatefulSet’s pod is converted', owned('apps/v1', 'StatefulSet'), delivered('Auto'), true],
    [
      'with Template the stored object is converted instead',
      owned('apps/v1', 'StatefulSet'),
      delivered('Template'),
      false,
    ],
    ['with Template a Job’s pod is converted all the same', owned('batch/v1', 'Job'), delivered('Template'), true],
    [
      'with Template and CronJob a Job’s pod comes from a converted template',
      owned('batch/v1', 'Job'),
      delivered('Template', {target: {kinds: ['CronJob'], selector: {}}}),
      false,
    ],
    [
      'a policy for CronJobs takes in the pods of Jobs',
      owned('batch/v1', 'Job'),
      delivered('Auto', {target: {kinds: ['CronJob'], selector: {}}}),
      true,
    ],
    ['a kind that is not asked for stays', pod(), policy({target: {kinds: ['Deployment'], selector: {}}}), false],
    ['the pod of another controller stays', owned('example.com/v1', 'Database'), delivered('Pod'), false],
    [
      'the label leaves a pod out',
      pod(podSpec(), {metadata: {labels: {'outrigger.dev/skip': 'true'}}}),
      policy(),
      false,
    ],
    ['a suspended policy starts nothing', pod(), policy({suspend: true}), false],
    ['Audit writes nothing', pod(), policy({conversion: {...policy().conversion, mode: 'Audit'}}), false],
    [
      'what blocks a workload blocks its pod',
      pod(
        podSpec(undefined, {
          hostNetwork: true,
          containers: [container('app'), container('log', {ports: [{containerPort: 80}]})],
        }),
      ),
      policy(),
      false,
    ],
  ];
  for (const [says, object, policy, want] of touched) {
    it(says, () => assert.equal(planPod(object, [policy], FACTS) !== undefined, want));
  }

  it('leaves a pod to the suspended policy that governs it', () => {
    const other = policy({key: 'shop/other', createdAt: '2026-02-01T00:00:00Z'});
    assert.equal(planPod(pod(), [policy({suspend: true}), other], FACTS), undefined);
  });

  it('keeps the record of what is native already when an injector has added one more', () => {
    const annotations = {'outrigger.dev/record': '[{"n":"old","i":1},{"n":"gone","i":0}]'};
    const spec = podSpec([container('app'), container('log')], {initContainers: [native('old')]});
    const change = planPod(pod(spec, {metadata: {annotations}}), [policy()], FACTS);
    assert.equal(change?.annotations['outrigger.dev/record'], '[{"n":"old","i":1},{"n":"log","i":1}]');
  });

  it('records a container that comes a second time as it is now', () => {
    const annotations = {'outrigger.dev/record': '[{"n":"log","i":0,"b":1}]'};
    const spec = podSpec([container('app'), container('log')], {initContainers: [native('log')]});
    const change = planPod(pod(spec, {metadata: {annotations}}), [policy()], FACTS);
    assert.equal(change?.annotations['outrigger.dev/record'], '[{"n":"log","i":1}]');
  });

  it('does not record a hook that CEL could not write, since a pod is never put back', () => {
    const preStop = {exec: {command: ['printf', '\u001b[0m']}};
    const spec = podSpec([container('app'), container('log', {lifecycle: {preStop}})]);
    const change = planPod(pod(spec), [policy({sidecars: [rule({names: ['log'], preStop: 'Remove'})]})], FACTS);
    assert.equal(change?.annotations['outrigger.dev/record'], '[{"n":"log","i":1,"h":1}]');
  });

  it('tells an injector in the same write', () => {
    const labels = {'sidecar.istio.io/inject': 'true'};
    const both = policy({sidecars: [rule({names: ['log']}), rule({profile: 'istio'})]});
    const change = planPod(pod(podSpec(), {metadata: {labels}}), [both], FACTS);
    assert.equal(change?.annotations['sidecar.istio.io/nativeSidecar'], 'true');
    assert.equal(change.annotations['outrigger.dev/delegated'], 'sidecar.istio.io/nativeSidecar');
  });
});
