import {
  WORKAROUND_IDS,
  type Verdict as WorkaroundVerdict,
  type WorkaroundId,
} from '../../domain/workarounds/workaround.ts';
import type {Verdict} from '../verdict/verdict.ts';

export interface WorkaroundCount {
  readonly id: WorkaroundId;
  readonly verdict: WorkaroundVerdict;
  /** How many workloads have it. */
  readonly workloads: number;
  readonly example: string;
}

const VERDICTS: readonly WorkaroundVerdict[] = ['Removable', 'Advice', 'Keep'];

/** By verdict, then by id; what no workload has is left out. */
export function workaroundCounts(verdicts: readonly Verdict[]): readonly WorkaroundCount[] {
  return VERDICTS.flatMap(verdict =>
    WORKAROUND_IDS.flatMap(id => {
      const having = verdicts.filter(one => one.workarounds.some(each => each.id === id && each.verdict === verdict));
      const example = having[0]?.subject;
      return example === undefined ? [] : [{id, verdict, workloads: having.length, example}];
    }),
  );
}
