import type {DisruptionBudget} from '../facts.ts';
import {stringAt, valueAt} from '../json.ts';

/** A PodDisruptionBudget (policy/v1): which pods it looks after. */
export function disruptionBudgetOf(object: unknown): DisruptionBudget {
  return {name: stringAt(object, 'metadata', 'name') ?? '', selector: valueAt(object, 'spec', 'selector')};
}
