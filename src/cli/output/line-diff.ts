import {diffArrays} from 'diff';

/** One line of a comparison. */
export interface DiffLine {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** More changes than this are not sought one by one: all lines then count as replaced. */
const MOST_CHANGES = 2_000;

/** What turns one text into the other, line by line, with as many as possible kept. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const changes = diffArrays([...before], [...after], {maxEditLength: MOST_CHANGES});
  if (changes === undefined) return [...linesOf(before, 'removed'), ...linesOf(after, 'added')];
  return changes.flatMap(({value, added, removed}) => linesOf(value, added ? 'added' : removed ? 'removed' : 'same'));
}

function linesOf(texts: readonly string[], type: DiffLine['type']): readonly DiffLine[] {
  return texts.map(text => ({type, text}));
}
