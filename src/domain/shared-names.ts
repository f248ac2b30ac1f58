const KEPT = 1000;
const lists = new Map<string, readonly string[]>();

/** An equal list that is kept already: the pods of a workload have the same names, and there are very many pods. */
export function sharedNames(names: readonly string[]): readonly string[] {
  const key = JSON.stringify(names);
  const known = lists.get(key);
  if (known !== undefined) return known;
  // The oldest go; who holds one keeps it.
  if (lists.size >= KEPT) lists.delete(lists.keys().next().value ?? '');
  lists.set(key, names);
  return names;
}
