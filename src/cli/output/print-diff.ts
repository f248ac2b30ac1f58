import type {DiffLine} from './line-diff.ts';
import type {Paint, Style} from './paint.ts';
import {plain} from './plain.ts';

const CONTEXT = 3;
const MARKS = {same: ' ', removed: '-', added: '+'} as const;
const STYLES = {removed: 'red', added: 'green'} as const satisfies Record<string, Style>;

/** A comparison as text: changed lines with three lines around them; what is left out shows as an ellipsis. */
export function printDiff(lines: readonly DiffLine[], paint: Paint): string {
  const shown = lines.map((_, index) => isNear(lines, index));
  const printed = lines.flatMap((line, index) => {
    if (shown[index] === true) return [print(line, paint)];
    return shown[index - 1] === true || index === 0 ? [paint('dim', '  …')] : [];
  });
  return printed.map(line => `${line}\n`).join('');
}

function isNear(lines: readonly DiffLine[], index: number): boolean {
  return lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({type}) => type !== 'same');
}

function print({type, text}: DiffLine, paint: Paint): string {
  const line = `${MARKS[type]} ${plain(text)}`.trimEnd();
  return type === 'same' ? line : paint(STYLES[type], line);
}
