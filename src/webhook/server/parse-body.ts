import {isUtf8} from 'node:buffer';

export type ParsedBody =
  | {readonly type: 'Value'; readonly value: unknown}
  /** A sentence for whoever has sent it. */
  | {readonly type: 'Wrong'; readonly problem: string};

/** @param deepest how deep lists and objects may stand in one another */
export function parseBody(bytes: Buffer, deepest: number): ParsedBody {
  if (!isUtf8(bytes)) return {type: 'Wrong', problem: 'the body is no UTF-8 text'};
  const text = bytes.toString('utf8');
  try {
    // Before it is parsed: what works on the value goes as deep as the value does.
    if (isDeeper(text, deepest)) return {type: 'Wrong', problem: `the body is nested deeper than ${deepest} levels`};
    return {type: 'Value', value: JSON.parse(text)};
  } catch {
    return {type: 'Wrong', problem: 'the body is no JSON'};
  }
}

/** Strings, whole or cut off, and what is neither a string nor a bracket. */
const NO_BRACKETS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[^[\]{}"]+/gs;

/**
 * Brackets in strings do not count; of what is no JSON any answer will do. A loop over all characters would take as long as
 * all else that is done with a review.
 */
function isDeeper(text: string, deepest: number): boolean {
  let depth = 0;
  for (const bracket of text.replace(NO_BRACKETS, '')) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}
