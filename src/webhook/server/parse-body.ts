import {isUtf8} from 'node:buffer';

export type ParsedBody =
  | {readonly type: 'Value'; readonly value: unknown}
  /** A sentence for whoever has sent it. */
  | {readonly type: 'Wrong'; readonly problem: string};

/** @param deepest how deep lists and objects may stand in one another */
export function parseBody(bytes: Buffer, deepest: number): ParsedBody {
  if (!isUtf8(bytes)) return {type: 'Wrong', problem: 'the body is no UTF-8 text'};
  // Before it is parsed: what works on the value goes as deep as the value does.
  if (isDeeper(bytes, deepest)) return {type: 'Wrong', problem: `the body is nested deeper than ${deepest} levels`};
  try {
    return {type: 'Value', value: JSON.parse(bytes.toString('utf8'))};
  } catch {
    return {type: 'Wrong', problem: 'the body is no JSON'};
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Brackets in strings do not count. Of what is no JSON any answer will do. */
function isDeeper(bytes: Buffer, deepest: number): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (isText) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > deepest) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}
