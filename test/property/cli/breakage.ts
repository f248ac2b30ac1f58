import fc from 'fast-check';
import {hostileText} from '../../support/json-arbitraries.ts';

/** What makes YAML of another meaning, or none, where it is written into a text. */
export function breakage(): fc.Arbitrary<string> {
  return fc.oneof(
    hostileText(),
    fc.constantFrom(
      '\t',
      '\n\t',
      '---\n',
      '\n---\n',
      '...\n',
      '{{ .x }}',
      '{',
      '[',
      ']',
      '}',
      '&a ',
      '*a',
      '<<: *a\n',
      '? ',
    ),
    fc.constantFrom(
      '"',
      "'",
      '|\n',
      '>-\n',
      ': ',
      '- ',
      '#',
      '\r',
      '\r\n',
      '%YAML 1.1\n',
      '!!binary x',
      '!<',
      '\uFEFF',
      '\u0000',
    ),
  );
}
