/** A piece of a text that holds one YAML document; all pieces together are the text. */
export interface DocumentText {
  /** Offset of the first character in the text. */
  readonly start: number;
  readonly text: string;
  /** Line of the first character in the text, from 1. */
  readonly line: number;
}

/**
 * Splits a text at its document markers, without parsing it: a line that begins with `---` ends a document wherever it
 * stands, inside of quotes and block scalars too (YAML 1.2.2, c-forbidden). So a broken document breaks no other one.
 * Comments and directives above the first marker belong to the document below it.
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const starts = [0, ...breaksIn(text)];
  let line = 1;
  return starts.map((start, index) => {
    const piece = text.slice(start, starts[index + 1]);
    const document = {start, text: piece, line};
    line += linesIn(piece);
    return document;
  });
}

function breaksIn(text: string): readonly number[] {
  const breaks: number[] = [];
  // Where the current document begins, and whether it has begun: with a marker, or with anything but comments.
  let from = 0;
  let begun = false;
  for (const match of text.matchAll(/(?<=(?:^|\n)\uFEFF?)(?:---|\.\.\.)(?=[ \t\r\n]|$)/g)) {
    const at = match[0] === '...' ? afterLine(text, match.index) : match.index;
    if (match[0] === '...') {
      // What follows the last end is no document where it is only comments.
      if (isPrologue(text.slice(at))) break;
      breaks.push(at);
    } else if (begun || !isPrologue(text.slice(from, at))) breaks.push(at);
    begun = match[0] !== '...';
    from = begun ? match.index + 3 : at;
  }
  return breaks;
}

/** True where there are comments, directives and space alone. */
function isPrologue(text: string): boolean {
  return /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*[ \t]*(?:#.*)?$/.test(text);
}

function afterLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
