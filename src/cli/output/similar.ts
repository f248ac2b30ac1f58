/** The known words that a mistyped one may mean, the closest first; at most three. */
export function similarTo(word: string, known: readonly string[]): readonly string[] {
  const most = word.length <= 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return known
    .map(each => ({each, distance: distanceOf(word, each)}))
    .filter(({distance}) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({each}) => each);
}

/** How different two words look; one that begins or lies in the other is close. */
function distanceOf(word: string, known: string): number {
  const [a, b] = [word.toLowerCase().slice(0, 64), known.toLowerCase()];
  if (a.length >= 3 && b.includes(a)) return 1;
  return editDistance(a, b);
}

/** Insertions, deletions and replacements of one letter that turn one word into the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
