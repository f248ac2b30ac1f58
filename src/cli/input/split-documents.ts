/** The text of one YAML document, and how many lines of the file are before it. */
export interface Chunk {
  readonly text: string;
  readonly linesBefore: number;
}

/**
 * Cuts a YAML text before each `---`, which begins a document wherever it stands at the beginning of a line (YAML 1.2,
 * 9.2): so a broken document takes no other with it, and one that nobody needs is not parsed. Texts with directives or
 * `...` stay whole.
 */
export function splitDocuments(text: string): readonly Chunk[] {
  if (/(?:^|\n)(?:%|\.\.\.)/.test(text)) return [{text, linesBefore: 0}];
  const starts = [...text.matchAll(/(?:^|\n)---(?=[ \t\r\n]|$)/g)].map(({index, 0: {length}}) => index + length - 3);
  const first = starts[0] ?? text.length;
  // Comments in front belong to the first document.
  const cuts = isComments(text.slice(0, first)) ? [0, ...starts.slice(1)] : [0, ...starts.filter(start => start > 0)];
  let lines = 0;
  return cuts.map((start, index) => {
    const chunk = {text: text.slice(start, cuts[index + 1] ?? text.length), linesBefore: lines};
    lines += chunk.text.split('\n').length - 1;
    return chunk;
  });
}

function isComments(text: string): boolean {
  return text.split('\n').every(line => /^\s*(#|$)/.test(line));
}
