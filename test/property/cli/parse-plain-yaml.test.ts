import assert from 'node:assert/strict';
import fc from 'fast-check';
import {stringify} from 'yaml';
import {anyObject} from '../../support/json-arbitraries.ts';
import {manifestText} from '../../support/manifest-arbitraries.ts';
import {readsAlike} from '../../support/reads-alike.ts';
import {breakage} from './breakage.ts';

describe('the fast way to read YAML', () => {
  it('reads manifests as the slow one does, however they are written', () => {
    const read = new Set<boolean>();
    fc.assert(
      fc.property(manifestText(), ({text}) => void read.add(readsAlike(text))),
      {numRuns: 150},
    );
    assert.ok(read.has(true), 'it reads some');
  });

  it('takes nothing that the slow one calls wrong, whatever is cut off a manifest or written into it', () => {
    const breaks = fc.array(fc.tuple(fc.nat(), breakage()), {maxLength: 3});
    fc.assert(
      fc.property(manifestText(), breaks, fc.nat(), ({text}, breaks, cut) => {
        const broken = breaks.reduce((now, [at, what]) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + what + now.slice(place + (at % 3));
        }, text);
        readsAlike(broken);
        readsAlike(broken.slice(0, cut % (broken.length + 1)));
      }),
      {numRuns: 150},
    );
  });

  it('reads every value as the slow one does', () => {
    fc.assert(
      fc.property(anyObject(), object => void readsAlike(stringify(object))),
      {numRuns: 200},
    );
    fc.assert(
      fc.property(scalar(), scalar(), (key, value) => {
        readsAlike(`${key}: ${value}\nnext: [${value}, a]\n`);
        readsAlike(`a:\n- ${value}\n- ${key}: ${value}\nb: {${key}: ${value}}\n`);
      }),
      {numRuns: 1000},
    );
  });
});

/** Plain text that is, or nearly is, something else than text. */
function scalar(): fc.Arbitrary<string> {
  const parts = fc.constantFrom(
    '0',
    '7',
    '9',
    '1e3',
    '.',
    '-',
    '+',
    '_',
    'x',
    '0x',
    '0o',
    '0b',
    ':',
    '#',
    "'",
    '"',
    'e',
  );
  return fc.oneof(
    fc.array(parts, {minLength: 1, maxLength: 4}).map(some => some.join('')),
    fc.constantFrom('true', 'True', 'TRUE', 'yes', 'on', 'n', 'null', '~', '', '.inf', '-.INF', '.nan', '.NaN'),
    fc.constantFrom(
      '2001-01-01',
      '12:30:45',
      '0o14',
      '0777',
      '1_000',
      '9007199254740993',
      '-0',
      '1.',
      '=',
      '__proto__',
    ),
  );
}
