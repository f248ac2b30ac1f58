import {UserError} from '../../runtime/errors.ts';

/** Replaces the characters of a text from `start` to before `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The part of a text from `from` to before `to`, with the splices made that lie in it. */
export function spliced(text: string, splices: readonly Splice[], from = 0, to = text.length): string {
  const ordered = splices.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let at = from;
  const parts: string[] = [];
  for (const splice of ordered) {
    if (splice.start < at || splice.end > to) throw new UserError('two changes meet in one place');
    parts.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return parts.join('') + text.slice(at, to);
}
