import type {InjectionMark, Injector} from './injector.ts';
import type {Annotations} from './profile.ts';

/** The labels and annotations by which pods are given sidecars, by where they stand. */
export type InjectionMarks = Readonly<Record<InjectionMark['on'], Annotations>>;

/** Whether an injector is asked for its sidecar: the first of its marks that says anything decides. */
export function injectionAsked({asked = []}: Injector, marks: InjectionMarks): 'Asked' | 'Declined' | 'Open' {
  for (const mark of asked) {
    const answer = answerOf(mark, marks[mark.on]);
    if (answer !== 'Open') return answer;
  }
  return 'Open';
}

function answerOf({key, yes = [], no = []}: InjectionMark, given: Annotations): 'Asked' | 'Declined' | 'Open' {
  const value = Object.hasOwn(given, key) ? given[key]?.toLowerCase() : undefined;
  if (value === undefined || value === '') return 'Open';
  if (no.includes(value)) return 'Declined';
  return yes.includes('*') || yes.includes(value) ? 'Asked' : 'Open';
}
