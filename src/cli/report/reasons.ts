import type {Verdict} from '../verdict/verdict.ts';

/** Why something stays as it is. */
export interface Reason {
  /** The product, where it is about one. */
  readonly title?: string;
  readonly reason: string;
  readonly workloads: number;
  readonly example: string;
}

/** What stays as it is, counted by the reason. */
export function reasonsOf(
  verdicts: readonly Verdict[],
  of: (verdict: Verdict) => readonly Pick<Reason, 'title' | 'reason'>[],
): readonly Reason[] {
  const found = verdicts.flatMap(one =>
    [...new Set(of(one))].map(({title, reason}) => ({title, reason, subject: one.subject})),
  );
  return [...Map.groupBy(found, ({reason}) => reason).values()].map(members => {
    const [{title, reason, subject: example} = {title: undefined, reason: '', subject: ''}] = members;
    return {...(title === undefined ? {} : {title}), reason, workloads: members.length, example};
  });
}
