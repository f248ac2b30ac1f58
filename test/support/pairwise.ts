/** Names of the factors, and the values that each can have. */
export type Factors = Readonly<Record<string, readonly string[]>>;

export type RowOf<F extends Factors> = {readonly [K in keyof F]: F[K][number]};

/**
 * Few rows in which every pair of values of two factors stands that stands in any allowed row. Greedy and always the
 * same: the row that covers the most new pairs, the first of several.
 * @param allowed which combinations there are at all
 */
export function pairwise<const F extends Factors>(
  factors: F,
  allowed: (row: RowOf<F>) => boolean = () => true,
): readonly RowOf<F>[] {
  const all = allRows(factors).filter(allowed);
  const missing = new Set(all.flatMap(pairsOf));
  const chosen: RowOf<F>[] = [];
  while (missing.size > 0) {
    const news = all.map(row => pairsOf(row).filter(pair => missing.has(pair)));
    const most = Math.max(...news.map(pairs => pairs.length));
    const best = news.findIndex(pairs => pairs.length === most);
    chosen.push(...all.slice(best, best + 1));
    news[best]?.forEach(pair => missing.delete(pair));
  }
  return chosen;
}

/** Every combination, the last factor changing first. */
export function allRows<const F extends Factors>(factors: F): readonly RowOf<F>[] {
  const rows = Object.entries(factors).reduce<readonly Readonly<Record<string, string>>[]>(
    (heads, [factor, values]) => heads.flatMap(head => values.map(value => ({...head, [factor]: value}))),
    [{}],
  );
  return rows as readonly RowOf<F>[];
}

/** Each pair of values in a row as a text. */
export function pairsOf(row: Readonly<Record<string, string>>): readonly string[] {
  const cells = Object.entries(row).map(cell => JSON.stringify(cell));
  return cells.flatMap((cell, index) => cells.slice(index + 1).map(other => `${cell} ${other}`));
}
