/** What stands around the part of a page that is written by a program; the rest is written by hand. */
const markers = (name: string) => ({begin: `<!-- ${name}: begin -->`, end: `<!-- ${name}: end -->`});

/**
 * The page with its generated part replaced; everything around it stays.
 * @throws Error when the page has no such part
 */
export function withGeneratedPart(page: string, name: string, part: string): string {
  const {begin, end} = markers(name);
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no part between ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${part.trim()}\n\n${page.slice(to)}`;
}
