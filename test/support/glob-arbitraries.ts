import fc from 'fast-check';

/** Letters, the signs of globs, and everything that means something in a regular expression, a path or a literal. */
export const globPart = fc.constantFrom(...'a a b b * * ? ? . / \\ [ ] ( + ^ $ | { } - : \' " \n é 日'.split(' '));

export function globOf(part: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc.array(part, {maxLength}).map(parts => parts.join(''));
}
