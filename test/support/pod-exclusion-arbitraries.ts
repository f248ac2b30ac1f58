import fc from 'fast-check';
import type {Exclusion} from '../../src/admission/pods/unit.ts';
import {stringAt, stringMapAt, type JsonObject} from '../../src/domain/json.ts';
import {controllerOf} from '../../src/domain/owner.ts';
import {podOwnerKey} from '../../src/domain/pod-owner.ts';
import {podKind, type PodKind} from '../../src/domain/pods/pod-kind.ts';

/** Workloads whose pods must stay as they are; some of what `createdPod` makes is theirs. */
export function exclusionsIn(namespace: string): fc.Arbitrary<readonly Exclusion[]> {
  const common = {
    // What is left out elsewhere is not left out here.
    namespace: fc.constantFrom(namespace, namespace, namespace, `${namespace}-other`),
    kind: fc.constantFrom<PodKind>('Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Job', 'Pod', 'Pod'),
  };
  const labelled = fc.record({...common, labels: labels()});
  const named = fc.record({...common, workload: fc.constantFrom('shop', 'shop', 'sho', 'shop-5c9', 'shop-29345678')});
  const ofCronJob = fc.record({
    ...common,
    kind: fc.constant<PodKind>('Job'),
    cronJob: fc.constantFrom('shop', 'shop-29345678'),
  });
  const one = fc.oneof(
    {weight: 6, arbitrary: labelled},
    {weight: 2, arbitrary: named},
    {weight: 1, arbitrary: ofCronJob},
  );
  return fc.array(one, {minLength: 2, maxLength: 6});
}

/** Of a pod template; mostly what a pod may have. */
function labels(): fc.Arbitrary<Readonly<Record<string, string>>> {
  return fc.constantFrom<Readonly<Record<string, string>>>(
    {app: 'shop'},
    {app: 'other'},
    {app: 'shop', tier: 'backend'},
    {app: 'other', tier: ''},
    {tier: ''},
    {tier: 'front'},
    {'kuma.io/sidecar-injection': 'enabled'},
    {app: 'shop', more: "it's"},
  );
}

/** Whether the pod, which has its namespace, is of one of them. */
export function isExcluded(pod: JsonObject, all: readonly Exclusion[]): boolean {
  const kind = podKind(pod);
  const namespace = stringAt(pod, 'metadata', 'namespace');
  return all.some(one => one.kind === kind && one.namespace === namespace && isOf(pod, one));
}

function isOf(pod: JsonObject, exclusion: Exclusion): boolean {
  if ('labels' in exclusion) {
    const has = stringMapAt(pod, 'metadata', 'labels');
    return Object.entries(exclusion.labels).every(([key, value]) => has[key] === value);
  }
  const name = workloadName(pod);
  return 'workload' in exclusion ? name === exclusion.workload : name.replace(/-\d+$/, '#') === `${exclusion.cronJob}#`;
}

/** Of the Deployment, not of its ReplicaSet; a pod that nothing controls is its own. */
function workloadName(pod: JsonObject): string {
  const owner = controllerOf(pod);
  const key = owner === undefined ? stringAt(pod, 'metadata', 'name') : podOwnerKey(pod, owner);
  return key?.split('/').at(-1) ?? '';
}
