import assert from 'node:assert/strict';
import fc from 'fast-check';
import {allRows, pairsOf, pairwise, type Factors, type RowOf} from '../../support/pairwise.ts';

const factors: fc.Arbitrary<Factors> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.array(fc.constantFrom('1', '2', '3', '4'), {minLength: 1, maxLength: 4}).map(values => [...new Set(values)]),
  {minKeys: 2, maxKeys: 4},
);

/** Leaves out about a third of all combinations, always the same. */
function isAllowed(row: RowOf<Factors>): boolean {
  return Object.values(row).reduce((sum, value) => sum * 3 + Number(value), 0) % 3 !== 0;
}

describe('pairwise', () => {
  it('has every pair of values that any allowed combination has, and no other', () => {
    fc.assert(
      fc.property(factors, given => {
        const wanted = new Set(allRows(given).filter(isAllowed).flatMap(pairsOf));
        assert.deepEqual(new Set(pairwise(given, isAllowed).flatMap(pairsOf)), wanted);
      }),
    );
  });

  it('is as short as can be where two factors alone decide', () => {
    const rows = pairwise({tool: ['a', 'b', 'c'], kind: ['x', 'y'], delivery: ['p', 'q']});
    assert.equal(rows.length, 6);
  });

  it('answers the same each time', () => {
    const given = {a: ['1', '2', '3'], b: ['1', '2', '3'], c: ['1', '2', '3']};
    assert.deepEqual(pairwise(given), pairwise(given));
  });
});
