import {paintState} from '../screen/paint.ts';
import type {Row} from '../survey/row.ts';
import {DEMO_NAMESPACE} from './samples.ts';

/** A row that has changed, as a line: `20:14:05  deployment/checkout  rolling RolloutInProgress  1 native  0/1`. */
export function printRow({workload, namespace, state, reason, sidecars, pods}: Row): string {
  const time = new Date().toTimeString().slice(0, 8);
  const said = [paintState(state || '-'), reason].filter(part => part !== '').join(' ');
  const name = namespace === DEMO_NAMESPACE ? workload : `${workload} -n ${namespace}`;
  return [time, name, said, sidecars, pods].filter(part => part !== '').join('  ');
}
