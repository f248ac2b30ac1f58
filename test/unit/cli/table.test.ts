import assert from 'node:assert/strict';
import {inColour, paintFor, withoutColour} from '../../../src/cli/output/paint.ts';
import {plain} from '../../../src/cli/output/plain.ts';
import {renderTable, type Table} from '../../../src/cli/output/table.ts';
import {cut, widthOf} from '../../../src/cli/output/width.ts';
import {wrap} from '../../../src/cli/output/wrap.ts';

const TABLE: Table = {
  columns: [{title: 'name'}, {title: 'n', align: 'right'}, {title: 'what', narrow: 'wrap'}],
  rows: [
    ['a', '1', 'one two three'],
    ['bcd', '12', 'four'],
  ],
};

describe('a table', () => {
  it('is as wide as its contents where there is room', () => {
    assert.equal(
      renderTable(TABLE, 80),
      ['name   n  what', 'a      1  one two three', 'bcd   12  four', ''].join('\n'),
    );
  });

  it('wraps the column that may narrow', () => {
    assert.equal(
      renderTable(TABLE, 18),
      ['name   n  what', 'a      1  one two', '          three', 'bcd   12  four', ''].join('\n'),
    );
  });

  it('cuts with an ellipsis', () => {
    const table: Table = {columns: [{title: 'x', narrow: 'cut'}, {title: 'y'}], rows: [['abcdefghijklmnop', 'zz']]};
    assert.match(renderTable(table, 16), /^abcdefghijk…  zz$/m);
  });

  it('narrows other columns too before it is wider than asked', () => {
    const table: Table = {columns: [{title: 'x'}, {title: 'y'}], rows: [['a'.repeat(60), 'b'.repeat(60)]]};
    for (const line of renderTable(table, 40).split('\n')) assert.ok(widthOf(line) <= 40, line);
  });

  it('paints cells without moving them', () => {
    const rows = [[{text: 'a', style: 'red' as const}, '1', 'x']];
    const painted = renderTable({...TABLE, rows}, 80, inColour);
    assert.ok(painted.includes('\u001b[31ma\u001b[39m'));
    assert.equal(stripped(painted), renderTable({...TABLE, rows}, 80));
  });

  it('counts wide characters twice', () => {
    assert.deepEqual(['abc', '日本', '👩‍🚀x', 'é'].map(widthOf), [3, 4, 3, 1]);
    assert.equal(cut('日本語', 5), '日本…');
  });

  it('counts a letter once, also one that is written as two characters', () => {
    assert.deepEqual(['café…', 'cafe\u0301', '“x” – y'].map(widthOf), [5, 4, 7]);
    assert.deepEqual([cut('café au lait', 6), cut('cafe\u0301 au lait', 6)], ['café …', 'cafe\u0301 …']);
    assert.deepEqual([cut('abc', 3), cut('abc', 2), cut('abc', 1)], ['abc', 'a…', '…']);
  });

  it('lets no control character of a manifest through', () => {
    assert.equal(
      renderTable({columns: [{title: 'x'}], rows: [['\u001b[2J\u0007a\nb']]}, 80),
      'x\n\ufffd[2J\ufffda\ufffdb\n',
    );
    assert.equal(plain('a\nb\u202e', {lines: true}), 'a\nb\ufffd');
  });
});

describe('wrapping', () => {
  it('breaks at spaces, and words that are too long', () => {
    assert.deepEqual(wrap('ab cd efghijkl m', 5), ['ab cd', 'efghi', 'jkl m']);
    assert.deepEqual(wrap('', 5), ['']);
  });
});

describe('colour', () => {
  const terminal = {write: () => true, isTTY: true};
  const cases = [
    {it: 'is there at a terminal', io: {stdout: terminal, env: {}}, paint: inColour},
    {it: 'is not there in a pipe', io: {stdout: {write: () => true}, env: {}}, paint: withoutColour},
    {it: 'is not there with NO_COLOR', io: {stdout: terminal, env: {NO_COLOR: '1'}}, paint: withoutColour},
    {it: 'is there with an empty NO_COLOR', io: {stdout: terminal, env: {NO_COLOR: ''}}, paint: inColour},
  ];
  for (const each of cases) it(each.it, () => assert.equal(paintFor(each.io), each.paint));
});

function stripped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what colours are
  return text.replaceAll(/\u001b\[\d+m/g, '');
}
