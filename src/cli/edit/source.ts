/** A text with its lines. Offsets count characters from 0; `\r` is part of the line that it ends. */
export class Source {
  readonly text: string;
  /** How lines of this text end, for those that are added. */
  readonly eol: string;

  constructor(text: string) {
    this.text = text;
    this.eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  }

  /** Offset of the first character of the line. */
  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset behind the end of the line; an offset at the start of a line, behind the line before it, is that end. */
  lineEnd(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === '\n') return offset;
    const end = this.text.indexOf('\n', offset);
    return end === -1 ? this.text.length : end + 1;
  }

  /** The line that begins at this offset, its end included. */
  lineAt(start: number): string {
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end === -1 ? this.text.length : end + 1);
  }

  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** True where nothing but space stands left of the offset. */
  isFirstOnLine(offset: number): boolean {
    return /^[ ]*$/.test(this.text.slice(this.lineStart(offset), offset));
  }
}

/** Column of the comment that fills the line; -1: it is empty; undefined: something else stands there. */
export function commentColumn(line: string): number | undefined {
  if (/^[ \t]*\r?\n?$/.test(line)) return -1;
  const match = /^[ ]*(?=#)/.exec(line);
  return match === null ? undefined : match[0].length;
}

/** Moves lines to the right, or to the left as far as they are indented. */
export function indented(lines: string, by: number): string {
  if (by === 0) return lines;
  const shift = (line: string): string =>
    by > 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, /^ */.exec(line)?.[0].length ?? 0));
  return lines.replaceAll(/^[^\r\n]+/gm, shift);
}
