import type {WorkloadKind} from '../workload.ts';

/** What a person still has to do after a workload was put back; undefined: nothing, its controller brings old pods back. */
export function leftAfterPutBack(kind: WorkloadKind): string | undefined {
  switch (kind) {
    case 'StatefulSet':
      // OrderedReady waits for the pod that hangs ("forced rollback" in the documentation of StatefulSets).
      return 'a pod that hangs keeps a StatefulSet from going on: delete it';
    case 'CronJob':
      return 'a Job of the converted template that hangs is left as it is, and with concurrencyPolicy Forbid holds up the next run: delete it';
    case 'Deployment':
    case 'DaemonSet':
    case 'Job':
    case 'Pod':
      return undefined;
  }
}
