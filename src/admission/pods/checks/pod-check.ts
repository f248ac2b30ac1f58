import type {FindingCode} from '../../../api/codes.ts';
import type {Variable} from '../../cel/variable.ts';

/** A check of the domain as it is said in CEL: `variables.<name>` is true where the pod must stay as it is. */
export interface PodCheck {
  readonly code: FindingCode;
  /** The check itself, last, and what it alone reads. */
  readonly variables: readonly Variable[];
}

/** Whether the condition holds for one of the containers that move: `c`, at `i` of `containers`. */
export function someMoved(condition: string): string {
  return `variables.containers.exists(i, c, variables.rule[i] >= 0 && ${condition})`;
}
