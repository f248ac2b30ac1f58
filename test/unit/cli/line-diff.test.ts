import assert from 'node:assert/strict';
import fc from 'fast-check';
import {lineDiff} from '../../../src/cli/output/line-diff.ts';
import {withoutColour} from '../../../src/cli/output/paint.ts';
import {printDiff} from '../../../src/cli/output/print-diff.ts';

describe('a comparison of lines', () => {
  it('marks what is removed and added', () => {
    const lines = lineDiff(['a', 'b', 'c'], ['a', 'x', 'c', 'd']);
    assert.deepEqual(
      lines.map(({type, text}) => `${type} ${text}`),
      ['same a', 'removed b', 'added x', 'same c', 'added d'],
    );
  });

  it('has both texts in it, in order', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), {maxLength: 30});
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const compared = lineDiff(before, after);
        const of = (but: 'added' | 'removed') => compared.filter(({type}) => type !== but).map(({text}) => text);
        assert.deepEqual([of('added'), of('removed')], [before, after]);
      }),
    );
  });

  it('gives up on the shortest answer where that would take long', () => {
    const many = (letter: string) => Array.from({length: 3000}, (_, index) => `${letter}${index}`);
    assert.equal(lineDiff(many('a'), many('b')).length, 6000);
  });

  it('is printed with three lines around each change', () => {
    const before = Array.from({length: 20}, (_, index) => `line ${index}`);
    const after = before.with(10, 'new');
    assert.deepEqual(printDiff(lineDiff(before, after), withoutColour).trimEnd().split('\n'), [
      '  …',
      '  line 7',
      '  line 8',
      '  line 9',
      '- line 10',
      '+ new',
      '  line 11',
      '  line 12',
      '  line 13',
      '  …',
    ]);
  });
});
