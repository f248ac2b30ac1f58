import {withoutColour, type Paint, type Style} from './paint.ts';
import {plain} from './plain.ts';
import {cut, widthOf} from './width.ts';
import {wrap} from './wrap.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly align?: 'right';
  /** What happens where the table is too wide; absent: the column keeps its width as long as others can give way. */
  readonly narrow?: 'cut' | 'wrap';
}

export type Cell = string | {readonly text: string; readonly style: Style};

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

const GAP = '  ';
const LEAST = 8;

/** A table as text, each line within the width (as long as no column would be narrower than 8). */
export function renderTable(table: Table, width: number, paint: Paint = withoutColour): string {
  const widths = fit(table, width);
  const lines = [
    ...rowLines(
      table.columns.map(({title}) => ({text: title, style: 'dim' as const})),
      table.columns,
      widths,
      paint,
    ),
    ...table.rows.flatMap(row => rowLines(row, table.columns, widths, paint)),
  ];
  return lines.map(line => `${line}\n`).join('');
}

function textOf(cell: Cell | undefined): string {
  return plain(typeof cell === 'string' ? cell : (cell?.text ?? ''));
}

/** Widths of the columns: their contents', and where that is too much, the widest that may narrow give way first. */
function fit({columns, rows}: Table, width: number): readonly number[] {
  const widths = columns.map(({title}, index) =>
    rows.reduce((most, row) => Math.max(most, widthOf(textOf(row[index]))), widthOf(title)),
  );
  let over = widths.reduce((sum, each) => sum + each, GAP.length * (columns.length - 1)) - width;
  const flexible = columns.flatMap(({narrow}, index) => (narrow === undefined ? [] : [index]));
  for (const candidates of [flexible, columns.map((_, index) => index)]) {
    while (over > 0) {
      const widest = candidates.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a), candidates[0] ?? 0);
      const now = widths[widest] ?? 0;
      if (now <= LEAST || candidates.length === 0) break;
      widths[widest] = now - 1;
      over -= 1;
    }
  }
  return widths;
}

function rowLines(
  row: readonly Cell[],
  columns: readonly Column[],
  widths: readonly number[],
  paint: Paint,
): readonly string[] {
  const cells = columns.map(({narrow}, index) => {
    const [text, width] = [textOf(row[index]), widths[index] ?? 0];
    return narrow === 'wrap' ? wrap(text, width) : [cut(text, width)];
  });
  const height = Math.max(...cells.map(lines => lines.length));
  return Array.from({length: height}, (_, at) => {
    const line = columns.map(({align}, index) => {
      const [cell, text] = [row[index], cells[index]?.[at] ?? ''];
      const painted = typeof cell === 'object' && text !== '' ? paint(cell.style, text) : text;
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
      return align === 'right' ? padding + painted : painted + padding;
    });
    return line.join(GAP).trimEnd();
  });
}
