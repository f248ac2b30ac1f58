import type {HangingPod} from '../../domain/jobs/stuck-now.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';

/** The cluster that was looked at, and where in it. */
export interface ClusterPlace {
  /** Of the kubeconfig, or `in-cluster`. */
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
  /** Of the API server, e.g. `1.36`; absent: it does not say. */
  readonly version?: string;
  /** Absent: all. */
  readonly namespace?: string;
}

/** Something that could not be read, most often for want of a right; the rest goes on. */
export interface Unreadable {
  /** As in a role: `nodes`, `deployments.apps`. */
  readonly resource: string;
  /** What is missing because of it, in a sentence. */
  readonly message: string;
  /** True: workloads are missing, so the answer is not whole. */
  readonly workloads: boolean;
}

/** Which policies there are. */
export type PoliciesFound =
  | {readonly type: 'Some'; readonly count: number}
  /** None where it was looked. */
  | {readonly type: 'None'}
  /** The cluster does not know the kinds. */
  | {readonly type: 'NotInstalled'}
  | {readonly type: 'Unreadable'};

/** A workaround in a mesh's own configuration. */
export interface MeshWorkaround extends Workaround {
  /** `ConfigMap/namespace/name`. */
  readonly object: string;
}

/** What a look at a cluster finds beside its workloads. */
export interface Live {
  readonly place: ClusterPlace;
  readonly policies: PoliciesFound;
  readonly unreadable: readonly Unreadable[];
  /** Pods of Jobs that hang on their sidecars; absent: not known, or not looked at. */
  readonly hanging?: readonly HangingPod[];
  /** By the API server's clock, ms since the epoch. */
  readonly now: number;
  /** How many workloads roll under the policies, as their status says. */
  readonly rolling: number;
  readonly mesh: readonly MeshWorkaround[];
}

/** False: workloads are missing in what was read of a cluster. */
export function isWhole(live: Pick<Live, 'unreadable'> | undefined): boolean {
  return live?.unreadable.every(({workloads}) => !workloads) ?? true;
}
