import type {FindingCode} from '../../api/codes.ts';
import type {Facts} from '../facts.ts';
import type {Finding} from '../finding.ts';
import type {Gate} from '../gate.ts';
import type {Injected} from '../injected.ts';
import type {JsonObject} from '../json.ts';
import type {Policy} from '../policy.ts';
import type {Candidate, Selection} from '../selection.ts';
import type {Workload} from '../workload.ts';

/** Everything a check may look at: the workload as it is and as it would be. */
export interface CheckInput {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly facts: Facts;
  readonly selection: Selection;
  /** The candidates with the gate and position they would get, in the order of `containers`. */
  readonly moves: readonly Move[];
  /** What injectors will add, and rules govern. */
  readonly injected: readonly Injected[];
  /** The pod spec after the conversion. */
  readonly converted: JsonObject;
  /** The record annotation's text after the conversion. */
  readonly recordText: string;
  /** Where the conversion would happen (see `deliveryOf`). */
  readonly delivery: 'Template' | 'Pod';
}

export interface Move {
  readonly candidate: Candidate;
  readonly gate: Gate;
  readonly position: 'AfterInit' | 'BeforeInit';
}

/** One check, one code. Pure and total: any JSON may come in. */
export interface Check {
  readonly code: FindingCode;
  readonly check: (input: CheckInput) => readonly Finding[];
}
