import type {ScaleTarget} from '../facts.ts';
import {stringAt} from '../json.ts';
import type {Workload} from '../workload.ts';

/** Whether an autoscaler of the same namespace means this workload. */
export function isTarget({kind, name}: ScaleTarget, workload: Workload): boolean {
  return kind === workload.kind && name === stringAt(workload.metadata, 'name');
}
