import {COLUMNS} from './column.ts';
import type {Life} from './life.ts';

/** Of the part of docs/gitops.md that a run writes. */
export const PART = 'gitops matrix';

/** What came of each change, a line for each tool and delivery; Markdown. */
export function matrixTable(lives: readonly Life[]): string {
  const groups = Map.groupBy(lives, ({row}) => `${row.engine.title} | ${row.delivery}`);
  const head = ['tool', 'delivery', 'kinds', ...COLUMNS];
  const lines = [...groups].map(([title, group]) => [
    title,
    kindsOf(group),
    ...COLUMNS.map(column => cell(group, column)),
  ]);
  return [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function kindsOf(lives: readonly Life[]): string {
  return lives.map(({row}) => row.target.kind).join(', ');
}

/** The verdict of all kinds; where they differ, all of them. Nothing where the tool cannot do that at all. */
function cell(lives: readonly Life[], column: (typeof COLUMNS)[number]): string {
  const verdicts = lives.flatMap(({verdicts}) => verdicts.get(column) ?? []);
  return [...new Set(verdicts)].join(', ');
}
