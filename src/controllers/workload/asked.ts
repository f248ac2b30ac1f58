import type {Policy} from '../../domain/policy.ts';
import type {Asked} from '../refusals.ts';
import type {WorkloadView} from '../views/workload-view.ts';

/** A write to a workload under a policy: any change of either makes it another. */
export function asked(view: WorkloadView, {uid, generation}: Policy): Asked {
  return {key: view.key, about: `${uid}/${generation} ${view.packed}`};
}
