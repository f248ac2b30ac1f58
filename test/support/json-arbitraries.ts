import fc from 'fast-check';
import type {JsonObject} from '../../src/domain/json.ts';

/** Generators of texts and JSON values that break code which trusts them. */

/** Texts that break what builds text by hand. */
export function hostileText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      '',
      '__proto__',
      'constructor',
      '{}',
      '}{"n":"x"',
      '"',
      '\\',
      '\\u007b',
      'a && b < c > d',
      '\u2028',
      'é',
      '~1/~0',
      '-',
      '\n\t\u0000',
      '[{"n":"log","i":0}]',
      '👩‍🚀',
    ),
    fc.string({maxLength: 12}),
    fc.string({unit: 'binary', maxLength: 6}),
  );
}

/** Any JSON value, with keys such as `__proto__`; the value that `JSON.parse` gives. */
export function anyJson(): fc.Arbitrary<unknown> {
  const {value} = fc.letrec<{value: unknown}>(tie => ({
    value: fc.oneof(
      {maxDepth: 3, withCrossShrink: true},
      fc.oneof(
        hostileText(),
        fc.integer(),
        fc.double({noNaN: true, noDefaultInfinity: true}),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('value'), {maxLength: 4}),
      fc.array(fc.tuple(hostileText(), tie('value')), {maxLength: 4}).map(entries => Object.fromEntries(entries)),
    ),
  }));
  // Negative zero and lone surrogates do not survive JSON.
  return value.map(one => JSON.parse(JSON.stringify(one)) as unknown);
}

/** An object with such keys and values. */
export function anyObject(): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(hostileText(), anyJson()), {maxLength: 3}).map(entries => Object.fromEntries(entries));
}
