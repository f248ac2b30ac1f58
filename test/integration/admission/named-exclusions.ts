import type {Exclusion} from '../../../src/admission/pods/unit.ts';
import type {JsonObject} from '../../../src/domain/json.ts';

/** Workloads that are left out by their names. */
export function namedExclusions(namespace: string): readonly Exclusion[] {
  return [
    {namespace, kind: 'Deployment', workload: 'web'},
    {namespace, kind: 'StatefulSet', workload: 'db'},
    {namespace, kind: 'Job', workload: 'once'},
    {namespace, kind: 'Job', cronJob: 'nightly'},
    {namespace, kind: 'Pod', workload: 'shop'},
  ];
}

/** A pod called `shop`, what it is of, and whether it is one of those. */
export interface NamedPod {
  readonly of: string;
  readonly isOut: boolean;
  readonly metadata: JsonObject;
}

const HASH = '5c9';

/** Of each of them one, and of workloads with names that are alike. */
export const NAMED_PODS: readonly NamedPod[] = [
  named('the Deployment web', 'is out', {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `web-${HASH}`}),
  named('the Deployment web-web', 'stays in', {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `web-web-${HASH}`}),
  named('the StatefulSet db', 'is out', {apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db'}),
  named('the DaemonSet db', 'stays in', {apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'db'}),
  named('the Job once', 'is out', {apiVersion: 'batch/v1', kind: 'Job', name: 'once'}),
  named('a Job once-1', 'stays in', {apiVersion: 'batch/v1', kind: 'Job', name: 'once-1'}),
  named('a Job of the CronJob nightly', 'is out', {apiVersion: 'batch/v1', kind: 'Job', name: 'nightly-29345678'}),
  named('a Job nightly-by-hand', 'stays in', {apiVersion: 'batch/v1', kind: 'Job', name: 'nightly-by-hand'}),
  named('a bare pod', 'is out'),
];

function named(of: string, what: 'is out' | 'stays in', owner?: JsonObject): NamedPod {
  const ownerReferences = owner === undefined ? [] : [{...owner, uid: 'a', controller: true}];
  return {of, isOut: what === 'is out', metadata: {labels: {'pod-template-hash': HASH}, ownerReferences}};
}
