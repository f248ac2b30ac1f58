/** One line of a comparison. */
export interface DiffLine {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** More pairs of lines than this are not compared one by one: the whole differing part then counts as replaced. */
const MOST_PAIRS = 4_000_000;

/** What turns one text into the other, line by line, with the longest common subsequence kept. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const shared = Math.min(before.length, after.length);
  let start = 0;
  while (start < shared && before[start] === after[start]) start++;
  let end = 0;
  while (end < shared - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...before.slice(0, start).map(same),
    ...(old.length * fresh.length > MOST_PAIRS ? replaced(old, fresh) : compared(old, fresh)),
    ...before.slice(before.length - end).map(same),
  ];
}

const same = (text: string): DiffLine => ({type: 'same', text});
const removed = (text: string): DiffLine => ({type: 'removed', text});
const added = (text: string): DiffLine => ({type: 'added', text});

function replaced(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  return [...old.map(removed), ...fresh.map(added)];
}

function compared(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(old, fresh);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const [a, b] = [old[i], fresh[j]];
    if (a !== undefined && a === b) {
      lines.push(same(a));
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push(removed(a ?? ''));
      i++;
    } else {
      lines.push(added(b));
      j++;
    }
  }
  return lines;
}

interface Lengths {
  readonly numbers: Uint32Array;
  readonly columns: number;
}

/** How many lines the rests of both, from each pair of places on, have in common. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Lengths {
  const columns = fresh.length + 1;
  const numbers = new Uint32Array((old.length + 1) * columns);
  const lengths = {numbers, columns};
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      numbers[i * columns + j] =
        old[i] === fresh[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

function at({numbers, columns}: Lengths, i: number, j: number): number {
  return numbers[i * columns + j] ?? 0;
}
