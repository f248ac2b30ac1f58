import assert from 'node:assert/strict';
import {whyNeverProposed} from '../../../../src/domain/catalog/provider-workloads.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import type {WorkloadKind} from '../../../../src/domain/workload.ts';
import {container, podSpec, workload} from '../../../support/builders.ts';

const APP = [container('app'), container('log')];
const owned = {ownerReferences: [{kind: 'Agent', name: 'a', controller: true}]};

describe('workloads that are never proposed', () => {
  const cases: readonly [
    title: string,
    kind: WorkloadKind,
    metadata: JsonObject,
    containers: JsonObject[],
    want: RegExp,
  ][] = [
    ['an agent in kube-system', 'DaemonSet', {namespace: 'kube-system'}, APP, /namespace kube-system/],
    ['a Deployment in kube-system', 'Deployment', {namespace: 'kube-system'}, APP, /namespace kube-system/],
    [
      'a node plugin of a storage driver',
      'DaemonSet',
      {},
      [container('app'), container('node-driver-registrar', {image: 'x'})],
      /storage driver/,
    ],
    [
      'a controller of a storage driver',
      'Deployment',
      {},
      [container('app'), container('prov', {image: 'registry.k8s.io/sig-storage/csi-provisioner:v5.2.0'})],
      /storage driver/,
    ],
    ['a DaemonSet that an operator owns', 'DaemonSet', owned, APP, /operator owns/],
  ];
  for (const [title, kind, metadata, containers, want] of cases) {
    it(`include ${title}`, () => {
      assert.match(whyNeverProposed(workload(kind, podSpec(containers), {metadata})) ?? '', want);
    });
  }

  const ordinary: readonly [title: string, kind: WorkloadKind, metadata: JsonObject][] = [
    ['an ordinary Deployment', 'Deployment', {}],
    ['an ordinary DaemonSet', 'DaemonSet', {}],
    ['a DaemonSet with an owner that does not manage it', 'DaemonSet', {ownerReferences: [{kind: 'App', name: 'a'}]}],
    ['a Job of a CronJob, whose owner makes new ones', 'Job', owned],
  ];
  for (const [title, kind, metadata] of ordinary) {
    it(`do not include ${title}`, () => {
      assert.equal(whyNeverProposed(workload(kind, podSpec(APP), {metadata})), undefined);
    });
  }
});
