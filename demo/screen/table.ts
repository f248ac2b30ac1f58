export interface Column {
  readonly title: string;
  /** No narrower than this when there is too little room; absent: as wide as its longest cell. */
  readonly least?: number;
}

const GAP = 2;

/** Lines of equal columns, the titles first; `paint` colours a finished cell. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: (cell: string, column: Column, row: number) => string,
): readonly string[] {
  const widths = fitWidths(columns, naturalWidths(columns, rows), width);
  const line = (cells: readonly string[], row: number): string =>
    columns
      .map((column, at) => paint(padded(cells[at] ?? '', widths[at] ?? 0), column, row))
      .join(' '.repeat(GAP))
      .trimEnd();
  const titles = columns.map(column => column.title);
  return [titles, ...rows].map((cells, at) => line(cells, at - 1));
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly number[] {
  return columns.map(({title}, at) => Math.max(title.length, ...rows.map(cells => (cells[at] ?? '').length)));
}

/** Takes what is missing from the widest column that can give, a character at a time. */
function fitWidths(columns: readonly Column[], natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1);
  while (total() > width) {
    const giving = widths
      .map((each, at) => ({at, spare: each - (columns[at]?.least ?? each)}))
      .reduce((most, each) => (each.spare > most.spare ? each : most));
    if (giving.spare <= 0) break;
    widths[giving.at] = (widths[giving.at] ?? 0) - 1;
  }
  return widths;
}

function padded(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
