import {paintState} from '../screen/paint.ts';
import type {Row} from '../survey/row.ts';
import {DEMO_NAMESPACE} from './samples.ts';

/** A row that has changed: `20:14:05  deployment/checkout  rolling RolloutInProgress  1 native  0/1`. */
export function printRow(row: Row): string {
  return [transition(row), row.sidecars, row.pods].filter(part => part !== '').join('  ');
}

/** The same without what stands in the table below. */
export function transition({workload, namespace, state, reason}: Row): string {
  const time = new Date().toTimeString().slice(0, 8);
  const name = namespace === DEMO_NAMESPACE ? workload : `${workload} -n ${namespace}`;
  return `${time}  ${name}  ${paintState(state || '-')} ${reason}`.trimEnd();
}
