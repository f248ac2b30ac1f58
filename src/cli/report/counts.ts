import {OUTCOMES, type Outcome, type Verdict} from '../verdict/verdict.ts';

/** How many workloads have each outcome, all of them, zeroes included. */
export type Counts = Readonly<Record<Outcome, number>>;

export function countsOf(verdicts: readonly Pick<Verdict, 'outcome'>[]): Counts {
  const count = (outcome: Outcome): number => verdicts.filter(each => each.outcome === outcome).length;
  return Object.fromEntries(OUTCOMES.map(outcome => [outcome, count(outcome)])) as Record<Outcome, number>;
}

/** `12 workloads: 3 would convert, 9 have no sidecar that is known`. */
export function sentenceOf(counts: Counts): string {
  const all = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  const parts = OUTCOMES.filter(outcome => counts[outcome] > 0).map(
    outcome => `${counts[outcome]} ${OUTCOME_WORDS[outcome]}`,
  );
  return all === 0 ? 'No workloads' : `${plural(all, 'workload')}: ${parts.join(', ')}`;
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  Convert: 'would convert',
  Delegate: 'would switch its injector',
  Blocked: 'blocked',
  Native: 'native already',
  Delegated: 'left to its injector',
  Skipped: 'skipped by label',
  NotSelected: 'not selected',
};

export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
