import {indented} from '../cel/logic.ts';

/** A list with a value for each container `c` of `containers`, at `i`. */
export function perContainer(expression: string): string {
  return `variables.containers.transformList(i, c,\n  ${indented(expression)})`;
}
