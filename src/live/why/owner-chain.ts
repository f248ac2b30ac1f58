import type {JsonObject} from '../../domain/json.ts';
import {controllerOf} from '../../domain/owner.ts';
import {podOwnerKey} from '../../domain/pod-owner.ts';
import {isWorkloadKind, type WorkloadKind} from '../../domain/workload.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Reader} from '../read/reader.ts';

/** One object on the way from what was asked about to the workload that decides. */
export interface Link {
  /** `Kind/namespace/name`. */
  readonly key: string;
  readonly kind: WorkloadKind;
  readonly object: JsonObject;
}

/** An owner further up that could not be followed. */
export interface LooseEnd {
  /** `Kind/namespace/name`, or `Kind name` of what Outrigger does not know. */
  readonly name: string;
  readonly why: 'Absent' | 'Unreadable' | 'Unknown';
}

export type OwnerChain =
  | {
      readonly type: 'Found';
      readonly asked: Link;
      /** The last that was found, most often the workload: a pod's Deployment, a Job's CronJob. */
      readonly root: Link;
      /** What each belongs to, from the one that was asked about. */
      readonly names: readonly string[];
      readonly end?: LooseEnd;
    }
  | {readonly type: 'Absent'}
  | {readonly type: 'Unreadable'};

/** Follows the controllers of an object (`Kind/namespace/name`) up to the workload that it belongs to. */
export async function ownerChain(reader: Reader, key: string): Promise<OwnerChain> {
  const asked = await linkOf(reader, key);
  if (typeof asked === 'string') return {type: asked};
  const names = [asked.key];
  let root = asked;
  for (let next = ownerOf(root); next !== undefined; next = ownerOf(root)) {
    if (next.replicaSet !== undefined) names.push(next.replicaSet);
    names.push(next.key);
    const link = next.isKnown ? await linkOf(reader, next.key) : 'Unknown';
    if (typeof link === 'string') return {type: 'Found', asked, root, names, end: {name: next.key, why: link}};
    root = link;
  }
  return {type: 'Found', asked, root, names};
}

async function linkOf(reader: Reader, key: string): Promise<Link | 'Absent' | 'Unreadable'> {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  if (!isWorkloadKind(kind)) return 'Absent';
  const got = await reader.get(RESOURCES[kind], {namespace, name});
  return got.type === 'Read' ? {key, kind, object: got.object} : got.type;
}

interface Step {
  readonly key: string;
  readonly isKnown: boolean;
  /** It stands between a pod and its Deployment. */
  readonly replicaSet?: string;
}

/** Only pods and Jobs are explained by what they belong to; others that something controls are workloads all the same. */
function ownerOf({kind, key, object}: Link): Step | undefined {
  const owner = controllerOf(object);
  if (owner === undefined || (kind !== 'Pod' && kind !== 'Job')) return undefined;
  const [, namespace = ''] = key.split('/');
  const own = `${owner.kind}/${namespace}/${owner.name}`;
  if (kind === 'Job') return {key: own, isKnown: owner.kind === 'CronJob'};
  const above = podOwnerKey(object, owner);
  if (above === undefined) return {key: own, isKnown: false};
  return {key: above, isKnown: true, ...(owner.kind === 'ReplicaSet' ? {replicaSet: own} : {})};
}
