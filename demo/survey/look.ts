import type {WorkloadView} from '../../src/controllers/views/workload-view.ts';
import type {Evaluation} from '../../src/controllers/workload/evaluate.ts';
import type {JsonObject} from '../../src/domain/json.ts';

/** One workload, and what the operator's own decision says of it. */
export interface Look {
  readonly object: JsonObject;
  readonly view: WorkloadView;
  readonly evaluation: Evaluation;
}
