/**
 * A CEL string literal in single quotes. What cannot be seen is written as an escape, so that a policy can be read and
 * copied; a lone surrogate, which no text of the API server has, becomes U+FFFD.
 */
export function celString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll('\\', String.raw`\\`)
    .replaceAll("'", String.raw`\'`)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escape);
  return `'${escaped}'`;
}

/** A regular expression (RE2) as a CEL literal: a raw string, whose backslashes are its own, wherever one can hold it. */
export function celPattern(source: string): string {
  return /['\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(source) ? celString(source) : `r'${source}'`;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? String.raw`\U${hex.padStart(8, '0')}` : String.raw`\u${hex.padStart(4, '0')}`;
}
