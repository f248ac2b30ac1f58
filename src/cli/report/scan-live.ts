import type {WorkloadKind} from '../../domain/workload.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Live, MeshWorkaround} from '../verdict/live.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {jobsData, type JobsData} from './jobs-data.ts';
import {liveData, type LiveData} from './live-data.ts';

/** What `outrigger scan --live` says more than of files (docs/cli.md). */
export interface ScanLive extends LiveData {
  /** When the cluster was looked at, by its own clock, RFC 3339. */
  readonly at: string;
  readonly rollouts: {
    /** Workloads whose pods would be replaced if all that can be converted were. */
    readonly wouldReplacePods: number;
    /** Workloads that roll under the cluster's policies now, as their status says. */
    readonly rolling: number;
  };
  /** Null: pods or Jobs may not be read. */
  readonly jobs: JobsData | null;
  /** Workarounds in the meshes' own configuration. */
  readonly mesh: readonly MeshWorkaround[];
}

export function scanLive(live: Live, verdicts: readonly Verdict[]): ScanLive {
  const {hanging, now, rolling, mesh} = live;
  return {
    ...liveData(live),
    at: new Date(now).toISOString(),
    rollouts: {wouldReplacePods: verdicts.filter(replacesPods).length, rolling},
    jobs: hanging === undefined ? null : jobsData(hanging, now),
    mesh,
  };
}

/** Others change at their next run, or when somebody creates them anew. */
const REPLACED_AT_ONCE: ReadonlySet<WorkloadKind> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function replacesPods(verdict: Verdict): boolean {
  return changeOf(verdict) !== undefined && REPLACED_AT_ONCE.has(verdict.found.workload.kind);
}
