import assert from 'node:assert/strict';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {podKind} from '../../../../src/domain/pods/pod-kind.ts';

describe('podKind', () => {
  const of = (apiVersion: string, kind: string, fields: JsonObject = {}): JsonObject => ({
    labels: {'pod-template-hash': '5c9'},
    ownerReferences: [{apiVersion, kind, name: 'shop-5c9', controller: true, ...fields}],
  });
  const cases: readonly [says: string, metadata: JsonObject, want: string | undefined][] = [
    ['a pod without a controller is a Pod', {}, 'Pod'],
    ['an owner that does not manage it is none', of('batch/v1', 'Job', {controller: false}), 'Pod'],
    ['a ReplicaSet with the hash of a template is a Deployment’s', of('apps/v1', 'ReplicaSet'), 'Deployment'],
    ['a ReplicaSet without that hash in its name stands alone', of('apps/v1', 'ReplicaSet', {name: 'shop'}), undefined],
    ['a StatefulSet', of('apps/v1', 'StatefulSet'), 'StatefulSet'],
    ['a DaemonSet', of('apps/v1', 'DaemonSet'), 'DaemonSet'],
    ['a Job, of a CronJob or not', of('batch/v1', 'Job'), 'Job'],
    ['a StatefulSet of another group is not known', of('apps.kruise.io/v1alpha1', 'StatefulSet'), undefined],
    ['a node’s own pod is not known', of('v1', 'Node'), undefined],
    ['a custom resource is not known', of('example.com/v1', 'Database'), undefined],
  ];
  for (const [says, metadata, want] of cases) it(says, () => assert.equal(podKind({metadata}), want));
});
